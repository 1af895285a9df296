"""Which tokens hold and which are refused, with real keys."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import jwt
import pytest

from tests.auth import signing
from tests.auth.signing import ORIGIN, token
from webapp.auth.keys import FixedKey
from webapp.auth.session import Glance, Identity, RefusedError, Renewal, Sessions
from webapp.errors import UnavailableError

NOW = int(time.time())


def sessions(*parties: str) -> Sessions:
    return Sessions(signing.instance(*parties), FixedKey(signing.public_pem()))


def verify(sent: str, *parties: str) -> Identity:
    return sessions(*parties).verify(sent, ORIGIN)


def refusal(sent: str, *parties: str) -> RefusedError:
    with pytest.raises(RefusedError) as refused:
        verify(sent, *parties)
    return refused.value


def forged(header: dict[str, Any], signature: bytes = b"", **changes: Any) -> str:
    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    signed = f"{part({'typ': 'JWT', 'kid': signing.KID, **header})}.{part(signing.claims(**changes))}"
    if header.get("alg") == "HS256":
        signature = hmac.digest(signing.public_pem().encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def test_a_session_token_says_who_is_asking() -> None:
    expires = int(time.time()) + 50

    found = verify(token(exp=expires, iat=expires - 60))

    assert found == Identity("user_1", "sess_1", issued_at=expires - 60.0, expires_at=float(expires))


@pytest.mark.parametrize("category", [None, "cl_B7d4PD111AAA", "cl_I7d4PD111III"])
def test_a_session_token_has_the_category_of_sessions_or_none(category: str | None) -> None:
    assert verify(token(header={"cat": category})).user_id == "user_1"


@pytest.mark.parametrize("category", ["cl_B7d4PD222AAA", "cl_B7d4PD333AAA", "", "cl_b7d4pd111aaa", 1, [], {}])
def test_a_template_token_is_refused_though_its_signature_holds(category: object) -> None:
    refused = refusal(token(header={"cat": category}))

    assert refused.renewal is None


@pytest.mark.parametrize("missing", ["exp", "iat", "nbf", "sub", "sid", "iss"])
def test_a_token_without_a_needed_claim_is_refused(missing: str) -> None:
    changes: dict[str, Any] = {missing: None}

    assert refusal(token(**changes)).renewal is None


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://another.clerk.accounts.dev"},
        {"iss": signing.ISSUER + "/"},
        {"iss": "http://" + signing.HOST},
        {"azp": "https://evil.example"},
        {"azp": "http://topset.example"},
        {"azp": ""},
        {"azp": [ORIGIN]},
        {"sts": "pending"},
        {"sub": ""},
        {"sub": 7},
        {"exp": "soon"},
        {"iat": "now"},
        {"nbf": "now"},
    ],
)
def test_a_token_with_a_wrong_claim_is_refused_for_good(changes: dict[str, Any]) -> None:
    assert refusal(token(**changes)).renewal is None


@pytest.mark.parametrize(
    ("changes", "renewal"),
    [
        ({"exp": NOW - 30}, Renewal.EXPIRED),
        ({"nbf": NOW + 600}, Renewal.NOT_YET),
        ({"iat": NOW + 600}, Renewal.FROM_THE_FUTURE),
    ],
)
def test_a_token_out_of_its_time_is_refused_but_may_be_renewed(changes: dict[str, Any], renewal: Renewal) -> None:
    assert refusal(token(**changes)).renewal is renewal


def test_clocks_may_differ_by_a_few_seconds() -> None:
    assert verify(token(exp=int(time.time()) - 2))
    assert verify(token(nbf=int(time.time()) + 3, iat=int(time.time()) + 3))


@pytest.mark.parametrize(
    "made",
    [
        forged({"alg": "none"}),
        forged({"alg": "None"}),
        forged({"alg": "HS256"}),
        forged({"alg": "RS256"}),
        forged({"alg": "RS256"}, b"x" * 256),
        forged({"alg": "PS256"}, b"x" * 256),
        forged({}),
        jwt.encode(signing.claims(), "a shared secret of thirty-two bytes!", algorithm="HS256"),
    ],
)
def test_a_token_that_the_instance_did_not_sign_is_refused(made: str) -> None:
    assert refusal(made).renewal is None


def test_a_token_of_another_instance_is_refused_even_under_our_kid() -> None:
    assert refusal(token(signed_by="ins_other"))
    assert refusal(token(signed_by="ins_other", header={"kid": signing.KID}))


def test_a_changed_token_is_refused() -> None:
    header, payload, signature = token().split(".")
    other = token(sub="user_2").split(".")[1]

    assert refusal(f"{header}.{other}.{signature}")
    assert refusal(f"{header}.{payload}.{signature[:-4]}")


@pytest.mark.parametrize(
    "made",
    [
        "x",
        "a.b.c",
        "..",
        "...",
        "null",
        "{}",
        "é.é.é",
        "\x00",
        "." * 4000,
        "A" * 8000,
        "e30.e30.",
        "W10.W10.x",
        "bnVsbA.bnVsbA.x",
    ],
)
def test_rubbish_is_refused_like_any_other(made: str) -> None:
    assert refusal(made).renewal is None


def test_a_lone_surrogate_in_a_cookie_is_refused_too() -> None:
    assert refusal("\udcff.\udcff.\udcff")


def test_the_origin_of_the_request_is_the_authorized_party_by_default() -> None:
    assert verify(token(azp=ORIGIN))
    assert verify(token(azp=None))


def test_a_configured_list_of_parties_insists() -> None:
    parties = ("https://www.topset.example", "https://app.topset.example")

    assert verify(token(azp=parties[1]), *parties)
    assert refusal(token(azp=ORIGIN), *parties)
    assert refusal(token(azp=None), *parties)


def test_a_key_that_can_not_be_known_is_no_refusal() -> None:
    class Unreachable:
        def find(self, _kid: str | None) -> Any:
            raise UnavailableError

    with pytest.raises(UnavailableError):
        Sessions(signing.instance(), Unreachable()).verify(token(), ORIGIN)


def test_a_glance_tells_what_a_token_says_of_itself() -> None:
    foreign = token(
        signed_by="ins_other", iss="https://other.clerk.accounts.dev", header={"cat": "cl_B7d4PD222AAA"}, iat=7
    )

    assert sessions().glance(token(iat=NOW)) == Glance(is_ours=True, is_session=True, issued_at=NOW)
    assert sessions().glance(foreign) == Glance(is_ours=False, is_session=False, issued_at=7)
    assert sessions().glance(token(iat="now")) == Glance(is_ours=True, is_session=True, issued_at=None)


@pytest.mark.parametrize("made", ["x", "a.b.c", "..", "bnVsbA.bnVsbA.x", "\udcff.\udcff.\udcff", "A" * 8000])
def test_a_glance_at_rubbish_sees_nothing(made: str) -> None:
    assert sessions().glance(made) is None


def test_a_refusal_names_no_secret() -> None:
    sent = token(azp="https://evil.example")

    said = str(refusal(sent))

    assert not any(part in said for part in sent.split("."))
    assert "user_1" not in said
