"""What goes over the wire is what RFC 8291 says, and only the browser can read it."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from hypothesis import given
from hypothesis import strategies as st

from marketing.push.encryption import (
    LARGEST,
    BadKeys,
    base64url,
    encrypt,
    new_private_key,
    public_bytes,
    read_keys,
    read_private_key,
    vapid_token,
)
from marketing.tests.push_browser import AUTH, P256DH, PRIVATE, StandInBrowser

# RFC 8291, appendix A.
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_the_example_of_the_standard_comes_out_byte_for_byte():
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        read_keys(p256dh=P256DH, auth=AUTH),
        own=read_private_key(SENDER),
        salt=unpacked(SALT),
    )

    assert base64url(body) == BODY


@given(content=st.binary(max_size=LARGEST))
def test_the_browser_reads_what_was_sent(content):
    browser = StandInBrowser(PRIVATE, AUTH)

    assert browser.read(encrypt(content, read_keys(p256dh=P256DH, auth=AUTH))) == content


def test_two_pushes_of_the_same_words_share_no_bytes_after_the_record_size():
    keys = read_keys(p256dh=P256DH, auth=AUTH)
    first, second = encrypt(b"the same", keys), encrypt(b"the same", keys)

    assert first[:16] != second[:16]
    assert first[21:] != second[21:]


def test_more_than_a_push_carries_is_refused():
    with pytest.raises(ValueError, match="at most 3993"):
        encrypt(b"x" * (LARGEST + 1), read_keys(p256dh=P256DH, auth=AUTH))


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", AUTH),
        (P256DH, ""),
        (P256DH[:-2], AUTH),
        (P256DH, AUTH + "AAAA"),
        ("ü" * 87, AUTH),
        ("<script>", AUTH),
        (base64url(b"\x04" + b"\x01" * 64), AUTH),  # no point of the curve
    ],
)
def test_keys_that_are_none_are_refused(p256dh, auth):
    with pytest.raises(BadKeys):
        read_keys(p256dh=p256dh, auth=auth)


@given(p256dh=st.text(max_size=100), auth=st.text(max_size=40))
def test_any_text_for_keys_is_refused_and_never_an_error(p256dh, auth):
    with pytest.raises(BadKeys):
        read_keys(p256dh=p256dh, auth=auth)


def test_the_claim_of_who_sends_is_signed_by_the_shops_key():
    private = read_private_key(new_private_key())
    token = vapid_token(
        private, audience="https://push.example.com", subject="mailto:a@b.example", expires=1_000
    )
    signed, _dot, signature = token.rpartition(".")
    raw = unpacked(signature)
    der = utils.encode_dss_signature(
        int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    )

    private.public_key().verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(unpacked(part)) for part in signed.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    assert claims == {
        "aud": "https://push.example.com",
        "exp": 1_000,
        "sub": "mailto:a@b.example",
    }


def test_a_key_of_the_settings_is_read_back_as_the_same_key():
    text = new_private_key()

    assert public_bytes(read_private_key(text)) == public_bytes(read_private_key(text))
    assert public_bytes(read_private_key(text)) != public_bytes(read_private_key(new_private_key()))


@pytest.mark.parametrize("text", ["", "short", base64url(b"\x00" * 32), base64url(b"\xff" * 32)])
def test_a_key_that_is_none_is_refused(text):
    with pytest.raises(BadKeys):
        read_private_key(text)
