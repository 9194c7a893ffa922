"""Places where a process may be told to die, to see what survives.

``SHELFWISE_FAILPOINT=checkout.charged`` in the environment kills the process, as ``kill -9``
would, when it comes by ``fail_point("checkout.charged")``. Unset, a point costs one comparison.
"""

import os
import signal

_VARIABLE = "SHELFWISE_FAILPOINT"


class FailPointInProduction(RuntimeError):
    """Nobody arms a fail point where people shop."""


def armed_point() -> str:
    """The name of the point that is armed; empty for none.

    Raises:
        FailPointInProduction: there is one, in production.
    """
    name = os.environ.get(_VARIABLE, "")
    is_production = os.environ.get("SHELFWISE_PRODUCTION", "").lower()
    if name and is_production not in ("", "0", "false", "no", "off", "n", "f"):
        raise FailPointInProduction(f"{_VARIABLE} is set in production: unset it.")
    return name


_ARMED = armed_point()


def fail_point(name: str) -> None:
    """Die here, without a last word, if this point is armed."""
    if name == _ARMED:
        os.kill(os.getpid(), signal.SIGKILL)
