"""What a push carries, encrypted for one browser alone (RFC 8291 over RFC 8188), and who sends it.

The push service between the shop and the browser sees neither words nor addresses: the content is
encrypted with ``aes128gcm`` under a key that only the browser can derive. The shop proves that it
is the one to which the browser subscribed by a token signed with its VAPID key (RFC 8292).
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
POINT_BYTES = 65
SECRET_BYTES = 16
SALT_BYTES = 16
_SCALAR_BYTES = 32
RECORD_SIZE = 4096
LARGEST = RECORD_SIZE - 16 - 1 - 86
"""Bytes of content in one record: without tag, delimiter and header (RFC 8291, section 4)."""
_LAST_RECORD = b"\x02"


class BadKeys(ValueError):
    """Not the keys of a browser."""


@dataclass(frozen=True)
class BrowserKeys:
    """The public key of a browser as it came and as a point, and the secret it shares with us."""

    raw: bytes
    public: ec.EllipticCurvePublicKey
    secret: bytes


def read_keys(*, p256dh: str, auth: str) -> BrowserKeys:
    """The keys of a browser from base64url.

    Raises:
        BadKeys: not base64url, of another length, or no point of the curve.
    """
    raw, secret = _decoded(p256dh), _decoded(auth)
    if len(raw) != POINT_BYTES or len(secret) != SECRET_BYTES:
        raise BadKeys("keys of another length")
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError as error:
        raise BadKeys("no point of the curve") from error
    return BrowserKeys(raw, public, secret)


def encrypt(
    content: bytes,
    keys: BrowserKeys,
    *,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of a push request: header and one record.

    ``own`` and ``salt`` are made anew for each push; given they make the same bytes again.

    Raises:
        ValueError: more than a push may carry.
    """
    if len(content) > LARGEST:
        raise ValueError(f"a push carries at most {LARGEST} bytes")
    own = own or ec.generate_private_key(CURVE)
    salt = salt or os.urandom(SALT_BYTES)
    sender = public_bytes(own)
    shared = own.exchange(ec.ECDH(), keys.public)
    material = _derived(
        shared, salt=keys.secret, info=b"WebPush: info\x00" + keys.raw + sender, length=32
    )
    key = _derived(material, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derived(material, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    sealed = AESGCM(key).encrypt(nonce, content + _LAST_RECORD, None)
    header = salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(sender)]) + sender
    return header + sealed


def _derived(material: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(material)


def vapid_token(
    private: ec.EllipticCurvePrivateKey, *, audience: str, subject: str, expires: int
) -> str:
    """A signed claim of who sends (RFC 8292): ``audience`` is the origin of the push service.

    ``expires`` is in seconds since 1970, at most a day ahead; ``subject`` says whom the push
    service may write to, such as ``mailto:hello@shop.example``.
    """
    head = {"typ": "JWT", "alg": "ES256"}
    claims = {"aud": audience, "exp": expires, "sub": subject}
    signed = ".".join(base64url(json.dumps(part).encode()) for part in (head, claims))
    der = private.sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = utils.decode_dss_signature(der)
    raw = r.to_bytes(_SCALAR_BYTES, "big") + s.to_bytes(_SCALAR_BYTES, "big")
    return f"{signed}.{base64url(raw)}"


def read_private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """A VAPID key as it stands in settings: 32 bytes in base64url.

    Raises:
        BadKeys: anything else.
    """
    raw = _decoded(text)
    if len(raw) != _SCALAR_BYTES:
        raise BadKeys("a private key has 32 bytes")
    try:
        return ec.derive_private_key(int.from_bytes(raw, "big"), CURVE)
    except ValueError as error:
        raise BadKeys("no private key of the curve") from error


def new_private_key() -> str:
    """A key as ``read_private_key`` reads it."""
    number = ec.generate_private_key(CURVE).private_numbers().private_value
    return base64url(number.to_bytes(_SCALAR_BYTES, "big"))


def public_bytes(private: ec.EllipticCurvePrivateKey) -> bytes:
    """The public point, uncompressed (65 bytes)."""
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        padded = text + "=" * (-len(text) % 4)
        return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError) as error:
        raise BadKeys("not base64url") from error
