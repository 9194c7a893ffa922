"""``scripts/services``: real servers while a command runs, and not a moment longer."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SERVICES = str(Path(__file__).resolve().parent.parent / "scripts" / "services")
TELL = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'], flush=True)"
TELL_AND_WAIT = f"{TELL}; import time; time.sleep(120)"

pytestmark = [pytest.mark.slow, pytest.mark.any_database]


@pytest.fixture(autouse=True)
def _installed():
    found = subprocess.run([SERVICES, "check"], capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(f"make services installs what is missing: {found.stdout}")


def listens(url):
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port), timeout=2).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.fixture
def folder():
    """Where the servers keep their files: one that the user `postgres` may pass through."""
    path = Path(tempfile.mkdtemp(prefix="services-test-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


def start(folder):
    """A run that goes on for long, and the addresses of its servers."""
    process = subprocess.Popen(
        [SERVICES, "run", "--", sys.executable, "-c", TELL_AND_WAIT],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(folder)},
        # Tests run in a shell's background ignore Ctrl-C and hand that on: the script must hear it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    return process, process.stdout.readline().split()


def test_the_command_finds_both_and_its_status_is_handed_on():
    run = subprocess.run(
        [SERVICES, "run", "--", sys.executable, "-c", f"{TELL}; raise SystemExit(7)"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 7
    urls = run.stdout.split()
    assert [urlsplit(url).scheme for url in urls] == ["postgres", "redis"]
    assert not any(listens(url) for url in urls), "gone when the command ends"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_it_stops_its_servers_and_tidies_up(folder, number):
    process, urls = start(folder)
    assert all(listens(url) for url in urls)

    process.send_signal(number)
    process.wait(20)

    assert not any(listens(url) for url in urls)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is Linux's")
def test_killed_it_leaves_no_server(folder):
    process, urls = start(folder)

    process.kill()
    process.wait()

    deadline = time.monotonic() + 15
    while any(listens(url) for url in urls):
        assert time.monotonic() < deadline, urls
        time.sleep(0.1)


def test_a_command_is_asked_for():
    run = subprocess.run([SERVICES, "run"], capture_output=True, text=True, check=False)

    assert run.returncode == 2
    assert "needs a command" in run.stderr


ELASTICSEARCH = Path(SERVICES).parent / "elasticsearch" / "server"
ASK = """
import os, urllib.request
answer = urllib.request.urlopen(os.environ["ELASTICSEARCH_URL"] + "/_cluster/health", timeout=20)
print(os.environ["ELASTICSEARCH_URL"], answer.headers["X-Elastic-Product"])
"""


def test_asked_for_there_is_a_real_elasticsearch_too():
    found = subprocess.run([ELASTICSEARCH, "check"], capture_output=True, text=True, check=False)
    if found.returncode and "CI" not in os.environ:
        pytest.skip(found.stderr)

    run = subprocess.run(
        [SERVICES, "run", "--with", "elasticsearch", "--", sys.executable, "-c", ASK],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    url, product = run.stdout.split()
    assert product == "Elasticsearch"
    assert not listens(url)
