"""A request that comes twice is carried out once and answered twice.

After the IETF draft "The Idempotency-Key HTTP Header Field": the key names the request, its
fingerprint says what was asked. A repeat gets the kept answer; the same key with another question
is a mistake of the caller (422); while the first is at work the second is told to wait (409).

The claim is committed before the work begins, so that a second request sees it. What a claim's
holder does is its own: ``once`` keeps the answer in the transaction of the work, so that there is
never one without the other; a caller whose work must not stand in one transaction (a payment)
uses ``begin`` and ``Claim.keep``, and makes the work itself repeatable. A holder that was killed
is overtaken when its lease is over, and can then keep nothing any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction

from foundation import clock
from foundation.models import IdempotentRequest

LEASE = timedelta(seconds=60)
KEEP_ANSWERS = timedelta(hours=24)
LONGEST_KEY = 200


class KeyReused(Exception):
    """The key was used for another request before: answer 422."""


class StillRunning(Exception):
    """The first request with this key is at work: answer 409, to be tried again shortly."""


class ClaimLost(Exception):
    """The lease ran out and another took the request over: what was done must be rolled back."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered; ``body`` is ready for JSON."""

    status: int
    body: Any
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry a request out."""

    record_id: int
    holder: UUID

    def keep(self, answer: Answer) -> Answer:
        """Keep the answer for repeats, in the caller's transaction where there is one.

        Raises:
            ClaimLost: the lease was over and another has taken the request.
        """
        kept = IdempotentRequest.objects.filter(
            pk=self.record_id, holder=self.holder, status__isnull=True
        ).update(status=answer.status, body=_plain(answer.body))
        if not kept:
            raise ClaimLost
        return answer

    def give_up(self) -> None:
        """Nothing was done: the same key may be tried again, with a better question too."""
        IdempotentRequest.objects.filter(
            pk=self.record_id, holder=self.holder, status__isnull=True
        ).delete()


def fingerprint_of(*parts: Any) -> str:
    """A digest of what is asked; the order of a mapping's keys makes no difference."""
    text = json.dumps(parts, sort_keys=True, cls=DjangoJSONEncoder, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def begin(
    *,
    scope: str,
    key: str,
    fingerprint: str,
    lease: timedelta = LEASE,
    at: datetime | None = None,
) -> Claim | Answer:
    """Claim a request, or get the answer it had. Call it outside any transaction.

    Args:
        scope: what is done and for whom (``"checkout:42"``): keys of others are never seen.

    Raises:
        KeyReused: the key belongs to a request with another fingerprint.
        StillRunning: that request has no answer yet and its lease is not over.
    """
    now = at or clock.now()
    holder = uuid4()
    try:
        with transaction.atomic():
            made = IdempotentRequest.objects.create(
                scope=scope,
                key=key,
                fingerprint=fingerprint,
                holder=holder,
                lease_until=now + lease,
                created_at=now,
            )
        return Claim(made.pk, holder)
    except IntegrityError:
        return _join(scope, key, fingerprint, holder, now, lease)


def _join(
    scope: str, key: str, fingerprint: str, holder: UUID, now: datetime, lease: timedelta
) -> Claim | Answer:
    """The answer of the request that has the key, or its claim if nobody works on it any more."""
    known = IdempotentRequest.objects.filter(scope=scope, key=key).first()
    if known is None:
        raise StillRunning  # given up this very moment: the caller's next try finds the key free
    if known.fingerprint != fingerprint:
        raise KeyReused
    if known.status is not None:
        return Answer(known.status, known.body, is_replay=True)
    taken = IdempotentRequest.objects.filter(
        pk=known.pk, holder=known.holder, status__isnull=True, lease_until__lte=now
    ).update(holder=holder, lease_until=now + lease)
    if not taken:
        raise StillRunning
    return Claim(known.pk, holder)


def once(
    *,
    scope: str,
    key: str,
    fingerprint: str,
    act: Callable[[], Answer],
    at: datetime | None = None,
) -> Answer:
    """Do ``act`` once for a key, in one transaction with the keeping of its answer.

    An exception of ``act`` frees the key: whoever asks again after a refusal is heard.

    Raises:
        KeyReused, StillRunning: as ``begin``.
        ClaimLost: another took over while this one slept; nothing of it is left.
    """
    claim = begin(scope=scope, key=key, fingerprint=fingerprint, at=at)
    if isinstance(claim, Answer):
        return claim
    try:
        with transaction.atomic():
            answer = act()
            claim.keep(answer)
    except Exception:
        claim.give_up()
        raise
    return replace(answer, body=_plain(answer.body))


def sweep(*, at: datetime | None = None) -> int:
    """Forget answers of more than a day ago; returns the number forgotten."""
    oldest = (at or clock.now()) - KEEP_ANSWERS
    count, _by_model = IdempotentRequest.objects.filter(created_at__lt=oldest).delete()
    return count


def _plain(body: Any) -> Any:
    """As a repeat will read it, so that first and second answer are the same to the letter."""
    return json.loads(json.dumps(body, cls=DjangoJSONEncoder))
