"""What a campaign's mail costs: filled with live products, asked about once more, and closed.

    python benchmarks/marketing_sending.py [--quick] [--json FILE]

A shop of 500 products on SQLite below a temporary folder, and readers who agreed to everything.
Each mail has words, a product and four recommendations, and goes to a mail server that takes it
without looking. Told is the CPU time of the process a mail, beside that of a back-in-stock mail of
the shop, which holds one product that was written down when it queued.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.reporting import Better, Row, command_line, report  # noqa: E402

MAILS, QUICK_MAILS = 10_000, 500


def main() -> int:
    arguments = command_line("What a campaign's mail costs").parse_args()
    mails = QUICK_MAILS if arguments.quick else MAILS
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SHELFWISE_DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
        environment |= {"EMAIL_URL": "dummymail://", "DATABASE_URL": "", "REDIS_URL": ""}
        told = subprocess.run(
            [sys.executable, "-m", "benchmarks.marketing_letters", str(mails)],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    campaign, alert = (float(line) * 1000 / mails for line in told.split()[-2:])
    rows = [Row("marketing/sending/cpu_ms_a_mail", campaign, "ms", alert, None, Better.LOWER)]
    report(rows, json_path=arguments.json)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
