"""An Elasticsearch of a test's own, to be killed, stopped for a while and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.faults.store import eventually, free_port

PROGRAM = Path(__file__).resolve().parent.parent / "scripts" / "elasticsearch" / "server"


def why_not() -> str:
    """Why there can be no server here; empty where there can."""
    found = subprocess.run([PROGRAM, "check"], capture_output=True, text=True, check=False)
    return found.stderr.strip() if found.returncode else ""


class Server:
    """One node on one port, whose files outlive it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with open(self.folder / "output", "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, PROGRAM, "run", self.folder, str(self.port)],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            )  # fmt: skip
        eventually(self.answers, seconds=180, what="Elasticsearch answers", seen=self.output)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health", timeout=10) as answer:  # noqa: S310
                return answer.status == 200
        except OSError:
            return False

    def output(self) -> str:
        return (self.folder / "output").read_text(errors="replace")[-4000:]

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def fall_silent(self) -> None:
        """Alive, and its port open, but nothing is answered any more."""
        os.kill(self.process.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)
