"""Campaigns outlive their workers: nobody is lost, nobody enters or hears anything twice.

Ten thousand mails go to a real mail server while their worker is killed, again and again: what the
server took is counted there, by Message-ID.
"""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter

import pytest

from notifications.tests.smtp import mail_server
from tests.faults.store import ROOT
from tests.faults.test_checkout import shell

MANY, SOME = 10_000, 1_200
KILLS = 3
READERS = """
from accounts.models import Customer
from events.names import Consent
from marketing.contact.policy import policy, save_policy
from marketing.tests.factories import make_campaign, make_step
rules = policy()
rules.quiet_from = rules.quiet_until = 0
save_policy(changed=rules)
Customer.objects.bulk_create(
    Customer(email=f"reader{{n}}@example.com", name=f"Reader {{n}}", consent=Consent.ALL)
    for n in range({readers})
)
make_step(make_campaign(slug="many", message_cost_minor=0))
"""
ENROL = "from marketing.campaigns.mailings import enrol_all_due; enrol_all_due()"
ADVANCE = "from marketing.campaigns.steps import advance; advance()"
SEND = """
import time
from notifications.models import Mail
from notifications.sending import send_due
while Mail.objects.filter(state__in=["queued", "sending"]).exists():
    if not send_due():
        time.sleep(0.2)
"""
IN_IT = """
SELECT count(*), count(DISTINCT customer_id), sum(CASE WHEN is_held_out THEN 1 ELSE 0 END)
FROM marketing_enrolment
"""
SAID = """
SELECT count(*), count(DISTINCT enrolment_id), count(DISTINCT mail_id), count(DISTINCT contact_id)
FROM marketing_message
"""
HELD_OUT_SAID = """
SELECT count(*) FROM marketing_message message
JOIN marketing_enrolment enrolment ON enrolment.id = message.enrolment_id
WHERE enrolment.is_held_out
"""


def _killed_at(store, point, code):
    """Run code that dies at a fail point; it must have come by there."""
    store.environment["SHELFWISE_FAILPOINT"] = point
    done = store.manage("shell", "--no-imports", "-c", code)
    del store.environment["SHELFWISE_FAILPOINT"]
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_nobody_is_lost_or_doubled_when_enrolling_and_advancing_die(store):
    shell(store, READERS.format(readers=SOME))
    _killed_at(store, "marketing.enrolled_chunk", ENROL)
    shell(store, ENROL)
    entered, people, held_out = store.rows(IN_IT)[0]
    assert entered == people == SOME
    for point in ("marketing.advancing", "marketing.advanced_chunk", "marketing.advancing"):
        _killed_at(store, point, ADVANCE)
        counts = store.rows(SAID)[0]
        assert len(set(counts)) == 1, f"messages, enrolments, mails and contacts: {counts}"
    assert 0 < store.rows(SAID)[0][0] < SOME, "it died on the way"
    shell(store, ADVANCE)
    assert store.rows(SAID)[0] == (SOME - held_out,) * 4
    assert store.rows("SELECT count(*) FROM notifications_mail") == [(SOME - held_out,)]
    assert store.rows(HELD_OUT_SAID) == [(0,)]


@pytest.mark.any_database
def test_a_worker_killed_while_sending_ten_thousand_mails_loses_none(store):
    shell(store, READERS.format(readers=MANY))
    done = _program(store, f"{ENROL}\n{ADVANCE}")
    assert done.wait(timeout=900) == 0
    ((mails,),) = store.rows("SELECT count(*) FROM notifications_mail WHERE state = 'queued'")
    assert mails > 0.9 * MANY, "all but the held out"
    store.environment["MAIL_LEASE_SECONDS"] = "2"
    workers: list[subprocess.Popen[bytes]] = []
    due = [mails * (turn + 1) // (KILLS + 1) for turn in range(KILLS)]
    lock = threading.Lock()

    def kill_the_worker_at_times():
        with lock:
            if due and len(server.taken) >= due[0]:
                due.pop(0)
                os.kill(workers[-1].pid, signal.SIGKILL)

    with mail_server(before_accepting=kill_the_worker_at_times) as server:
        store.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        for _turn in range(KILLS + 1):
            workers.append(_program(store, SEND))
            workers[-1].wait(timeout=1800)
        assert [worker.returncode for worker in workers] == [-signal.SIGKILL] * KILLS + [0]
        taken = Counter(server.ids())
    assert len(taken) == mails, "none is lost"
    repeated = [count for count in taken.values() if count > 1]
    assert repeated == [2] * len(repeated)
    assert len(repeated) <= KILLS, "at most the one in flight, under the same Message-ID"
    sent = store.rows("SELECT state, count(*) FROM marketing_message GROUP BY state")
    assert sent == [("sent", mails)]
    assert store.rows(HELD_OUT_SAID) == [(0,)]


def _program(store, code):
    """A process that runs code of the shop for as long as it takes."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=ROOT, env=store.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
