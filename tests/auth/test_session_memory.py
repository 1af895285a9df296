"""A verified token is remembered until it expires, and still checked against each request."""

import time
from typing import Any

import pytest

from tests.auth import signing
from tests.auth.signing import ORIGIN, token
from webapp.auth import session
from webapp.auth.keys import FixedKey
from webapp.auth.session import RefusedError, Sessions


class CountedKey(FixedKey):
    """The instance's key, counting how often a signature was really checked."""

    asked = 0

    def find(self, kid: str | None) -> Any:
        self.asked += 1
        return super().find(kid)


def sessions() -> Sessions:
    return Sessions(signing.instance(), FixedKey(signing.public_pem()))


def test_a_verified_token_is_remembered() -> None:
    keys = CountedKey(signing.public_pem())
    known = Sessions(signing.instance(), keys)
    sent = token()

    for _ in range(5):
        assert known.verify(sent, ORIGIN).user_id == "user_1"

    assert keys.asked == 1


def test_a_remembered_token_is_still_checked_against_this_request() -> None:
    known, sent = sessions(), token()
    known.verify(sent, ORIGIN)

    with pytest.raises(RefusedError, match="another site"):
        known.verify(sent, "https://evil.example")


def test_a_remembered_token_is_forgotten_when_it_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "LEEWAY_SECONDS", 0)
    known, sent = sessions(), token(exp=int(time.time()) + 2)
    assert known.verify(sent, ORIGIN)

    time.sleep(2.1)

    with pytest.raises(RefusedError, match="expired"):
        known.verify(sent, ORIGIN)


def test_only_so_many_tokens_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "REMEMBERED_TOKENS", 3)
    keys = CountedKey(signing.public_pem())
    known = Sessions(signing.instance(), keys)
    sent = [token(sub=f"user_{number}") for number in range(4)]

    for each in sent:
        known.verify(each, ORIGIN)
    assert len(known._remembered) == 3
    assert known.verify(sent[3], ORIGIN).user_id == "user_3"
    assert keys.asked == 4
    assert known.verify(sent[0], ORIGIN).user_id == "user_0"

    assert keys.asked == 5


def test_a_refused_token_is_not_remembered() -> None:
    keys = CountedKey(signing.public_pem())
    known = Sessions(signing.instance(), keys)

    for _ in range(3):
        with pytest.raises(RefusedError):
            known.verify(token(signed_by="ins_other"), ORIGIN)

    assert keys.asked == 3
