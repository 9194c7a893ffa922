"""A supervisor of two small programs, to be killed: ``python -m tests.faults.two_programs``."""

from __future__ import annotations

import signal
import sys

from shop.supervisor import Program, Supervisor

STOP_SECONDS = 5.0
DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("hears nothing", flush=True)
time.sleep(600)
"""
# Its leader is killed by the kernel when the supervisor dies; what it started is not.
PARENT = f"""
import subprocess, sys
subprocess.run([sys.executable, "-c", {DEAF!r}, "child"])
"""


def main() -> int:
    programs = [
        Program("deaf", [sys.executable, "-c", DEAF, "deaf"], stop_seconds=STOP_SECONDS),
        Program(
            "parent", [sys.executable, "-c", PARENT, "parent"], when_orphaned=signal.SIGKILL,
            stop_seconds=0.0,
        ),
    ]  # fmt: skip
    heard: list[str] = []

    def say(name: str, line: str) -> None:
        heard.append(line)
        print(f"{name}: {line}", flush=True)  # noqa: T201

    def both_run() -> bool:
        return heard.count("hears nothing") == len(programs)

    return Supervisor(programs, say=say).run(is_ready=both_run, on_ready=lambda: say("store", "up"))


if __name__ == "__main__":
    sys.exit(main())
