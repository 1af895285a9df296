"""The table of verdicts, line by line, for a development instance and one in production."""

import time
from typing import Any

import pytest

from tests.auth import signing
from tests.auth.signing import ORIGIN, token
from webapp.auth.keys import FixedKey
from webapp.auth.session import Renewal, Sessions
from webapp.auth.state import Asked, Handshake, Resolve, Settled, SignedIn, SignedOut, judge
from webapp.errors import UnavailableError

NOW = int(time.time())
UAT = str(NOW - 60)
BROWSER = {"__clerk_db_jwt": "dvb_1"}
TEMPLATE = {"cat": "cl_B7d4PD222AAA"}
ABSENT: list[dict[str, str]] = [{}, {"__client_uat": ""}, {"__client_uat": "0"}, {"__client_uat": "x"}]


def verdict(
    cookies: dict[str, str], query: dict[str, str] | None = None, *, live: bool, is_document: bool = True, **more: Any
) -> Settled | Resolve:
    clerk = signing.instance(live=live)
    asked = Asked(cookies, query or {}, ORIGIN, is_document=is_document, **more)
    return judge(asked, clerk, Sessions(clerk, FixedKey(signing.public_pem())))


def settled(cookies: dict[str, str], *, live: bool, is_document: bool = True) -> Settled:
    """The verdict over a browser that a development instance knows already."""
    found = verdict(cookies if live else {**BROWSER, **cookies}, live=live, is_document=is_document)
    assert not isinstance(found, Resolve)
    return found


def reason(found: Settled | Resolve) -> str:
    assert isinstance(found, Handshake | SignedOut), found
    return found.reason


@pytest.fixture(params=[True, False], ids=["production", "development"])
def live(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.mark.parametrize("where", ["cookies", "query"])
@pytest.mark.parametrize("is_document", [True, False])
def test_a_handshakes_result_is_read_before_all_else(where: str, *, live: bool, is_document: bool) -> None:
    sides: dict[str, dict[str, str]] = {"cookies": signing.cookies(token()), "query": {}}
    for name, found in (
        ("__clerk_handshake", Resolve("a.b.c", None)),
        ("__clerk_handshake_nonce", Resolve(None, "a.b.c")),
    ):
        brought = {side: {**sides[side], **({name: "a.b.c"} if side == where else {})} for side in sides}
        assert verdict(brought["cookies"], brought["query"], live=live, is_document=is_document) == found


def test_a_development_browser_in_the_address_is_taken_over() -> None:
    found = verdict({**BROWSER, **signing.cookies(token())}, {"__clerk_db_jwt": "dvb_2"}, live=False)

    assert reason(found) == Renewal.DEV_BROWSER_SYNC
    assert isinstance(found, Handshake) and found.carried.dev_browser == "dvb_2"


def test_development_needs_a_browser_it_knows() -> None:
    for cookies in (*ABSENT, signing.cookies(token()), {"__session": "rubbish"}):
        assert reason(verdict(cookies, live=False)) == Renewal.DEV_BROWSER_MISSING


def test_production_knows_no_development_browsers() -> None:
    found = verdict({**BROWSER, **signing.cookies(token())}, {"__clerk_db_jwt": "dvb_2"}, live=True)

    assert isinstance(found, SignedIn)


@pytest.mark.parametrize("cookies", ABSENT)
def test_neither_client_nor_session_is_signed_out(cookies: dict[str, str], *, live: bool) -> None:
    assert settled(cookies, live=live) == SignedOut("no session")


def test_a_client_without_its_session_is_asked(*, live: bool) -> None:
    assert reason(settled({"__client_uat": UAT}, live=live)) == Renewal.CLIENT_WITHOUT_SESSION


@pytest.mark.parametrize("cookies", ABSENT)
def test_a_session_without_its_client_is_asked(cookies: dict[str, str], *, live: bool) -> None:
    for session in (token(), token(exp=NOW - 30), "rubbish"):
        found = settled({**cookies, "__session": session}, live=live)

        assert isinstance(found, Handshake) and found.reason == Renewal.SESSION_WITHOUT_CLIENT


def test_what_is_no_session_token_is_signed_out(*, live: bool) -> None:
    templates = [token(header=TEMPLATE), token(header=TEMPLATE, iat=NOW - 600), token(header=TEMPLATE, exp=NOW - 30)]
    for session in ("rubbish", "a.b.c", *templates):
        assert settled(signing.cookies(session), live=live) == SignedOut("not a session token")


@pytest.mark.parametrize("changes", [{}, {"exp": NOW - 30}, {"azp": "https://evil.example"}, {"signed_by": "ins_9"}])
def test_a_session_older_than_its_client_is_asked(changes: dict[str, Any], *, live: bool) -> None:
    found = settled(signing.cookies(token(iat=NOW - 20, **changes), uat=NOW - 10), live=live)

    assert isinstance(found, Handshake) and found.reason == Renewal.OLDER_THAN_CLIENT


@pytest.mark.parametrize("seconds", [0, 50])
def test_a_session_that_holds_is_signed_in(seconds: int, *, live: bool) -> None:
    found = settled(signing.cookies(token(iat=NOW - 10), uat=NOW - 10 - seconds), live=live)

    assert isinstance(found, SignedIn) and found.identity.user_id == "user_1"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exp": NOW - 30}, Renewal.EXPIRED),
        ({"nbf": NOW + 6000}, Renewal.NOT_YET),
        ({"iat": NOW + 6000}, Renewal.FROM_THE_FUTURE),
    ],
    ids=["exp", "nbf", "iat"],
)
def test_a_session_out_of_its_time_is_asked(changes: dict[str, Any], expected: Renewal, *, live: bool) -> None:
    found = settled(signing.cookies(token(**changes)), live=live)

    assert isinstance(found, Handshake) and found.reason == expected


@pytest.mark.parametrize("seconds", [-4, 3])
def test_clocks_that_differ_by_a_little_need_no_journey(seconds: int, *, live: bool) -> None:
    at = int(time.time()) + seconds

    assert isinstance(settled(signing.cookies(token(iat=at, nbf=at, exp=at + 60)), live=live), SignedIn)


def test_a_token_holds_for_a_few_seconds_after_its_end(*, live: bool) -> None:
    ended = token(iat=NOW - 63, exp=int(time.time()) - 2)

    assert isinstance(settled(signing.cookies(ended, uat=NOW - 100), live=live), SignedIn)


@pytest.mark.parametrize(
    "changes",
    [
        {"azp": "https://evil.example"},
        {"sts": "pending"},
        {"signed_by": "ins_9"},
        {"sub": ""},
        {"sid": None},
        {"exp": None},
    ],
)
def test_any_other_fault_is_signed_out(changes: dict[str, Any], *, live: bool) -> None:
    assert isinstance(settled(signing.cookies(token(**changes)), live=live), SignedOut)


def test_only_a_document_travels(*, live: bool) -> None:
    stale = signing.cookies(token(exp=NOW - 30)), signing.cookies(token(iat=NOW - 9), uat=NOW)
    for cookies in ({"__client_uat": UAT}, {"__session": token()}, *stale):
        travels = settled(cookies, live=live)

        assert isinstance(travels, Handshake)
        assert settled(cookies, live=live, is_document=False) == SignedOut(travels.reason)


def test_a_browser_is_asked_three_times_in_a_row_and_then_signed_out(*, live: bool) -> None:
    stale = signing.cookies(token(exp=NOW - 30))
    for count in range(3):
        found = settled({**stale, "__clerk_redirect_count": str(count)}, live=live)
        assert isinstance(found, Handshake) and found.count == count + 1

    given_up = settled({**stale, "__clerk_redirect_count": "3"}, live=live)
    assert given_up == SignedOut("session-token-expired, still after 3 handshakes")
    assert isinstance(settled({**stale, "__clerk_redirect_count": "rubbish"}, live=live), Handshake)
    assert isinstance(settled({**signing.cookies(token()), "__clerk_redirect_count": "3"}, live=live), SignedIn)


def test_a_scripts_token_counts_alone_and_is_never_sent_anywhere(*, live: bool) -> None:
    good, cookies = token(sub="user_7"), {**signing.cookies(token()), "__clerk_handshake": "a.b.c"}

    found = verdict(cookies, live=live, bearer=good)
    assert isinstance(found, SignedIn) and found.identity.user_id == "user_7"
    for bad in ("", "rubbish", token(exp=NOW - 30), token(header=TEMPLATE), token(azp="https://evil.example")):
        assert isinstance(verdict(cookies, live=live, bearer=bad), SignedOut)


def test_keys_out_of_reach_are_no_verdict(*, live: bool) -> None:
    class Unreachable:
        def find(self, _kid: str | None) -> Any:
            raise UnavailableError

    clerk = signing.instance(live=live)
    with pytest.raises(UnavailableError):
        judge(
            Asked({**BROWSER, **signing.cookies(token())}, {}, ORIGIN, is_document=True),
            clerk,
            Sessions(clerk, Unreachable()),
        )
