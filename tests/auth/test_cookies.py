"""Whose cookies a browser brings, on a host that may have many apps; and what Clerk's own lines may say."""

import pytest

from tests.auth import signing
from tests.auth.signing import token
from webapp.auth.cookies import Carried, choose, number, read_directives
from webapp.auth.keys import FixedKey
from webapp.auth.session import Sessions

CLERK = signing.instance()
SUFFIX = CLERK.cookie_suffix
FOREIGN = token(signed_by="ins_other", iss="https://other.clerk.accounts.dev")
OURS = token()


def chosen(sent: dict[str, str]) -> Carried:
    return choose(sent, CLERK, Sessions(CLERK, FixedKey(signing.public_pem())).glance)


@pytest.mark.parametrize(
    "stray", [token(sub="user_2"), FOREIGN, "rubbish", ""], ids=["ours", "foreign", "rubbish", "none"]
)
@pytest.mark.parametrize("uat", ["0", "", "1790000000", "x"])
def test_the_suffixed_cookie_is_ours_whatever_the_plain_ones_say(stray: str, uat: str) -> None:
    sent = {f"__session_{SUFFIX}": OURS, f"__client_uat_{SUFFIX}": "7", "__session": stray, "__client_uat": uat}

    assert chosen(sent) == Carried(OURS, 7, None, is_suffixed=True)


@pytest.mark.parametrize("suffixed", ["", "rubbish", FOREIGN], ids=["none", "rubbish", "foreign"])
def test_the_plain_cookie_counts_where_no_suffixed_one_is_ours(suffixed: str) -> None:
    sent = {"__session": OURS, "__client_uat": "8", f"__session_{SUFFIX}": suffixed}

    assert chosen(sent) == Carried(OURS, 8, None, is_suffixed=False)


def test_the_plain_cookies_of_another_app_are_as_if_they_were_not_there() -> None:
    assert chosen({"__session": FOREIGN, "__client_uat": "1790000000"}) == Carried(None, 0, None, is_suffixed=True)


def test_the_plain_cookies_of_another_app_do_not_hide_that_ours_must_be_renewed() -> None:
    sent = {"__session": FOREIGN, "__client_uat": "0", f"__client_uat_{SUFFIX}": "9"}

    assert chosen(sent) == Carried(None, 9, None, is_suffixed=True)


def test_a_session_and_its_client_are_never_of_two_pairs() -> None:
    assert chosen({f"__session_{SUFFIX}": OURS, "__client_uat": "7"}).client_uat == 0
    assert chosen({"__session": OURS, f"__client_uat_{SUFFIX}": "7"}).client_uat == 0


def test_cookies_with_another_suffix_neither_help_nor_hurt() -> None:
    stray = {"__session_zzzzzzzz": OURS, "__client_uat_zzzzzzzz": "0", "__clerk_db_jwt_zzzzzzzz": "dvb_2"}

    assert chosen(stray) == Carried(None, 0, None, is_suffixed=False)
    assert chosen({**stray, "__session": OURS, "__client_uat": "5"}) == Carried(OURS, 5, None, is_suffixed=False)


def test_a_plain_cookie_that_is_no_token_is_judged_as_one() -> None:
    assert chosen({"__session": "rubbish", "__client_uat": "5"}).session == "rubbish"


def test_the_browsers_own_suffixed_name_comes_first() -> None:
    assert chosen({f"__clerk_db_jwt_{SUFFIX}": "dvb_1", "__clerk_db_jwt": "dvb_2"}).dev_browser == "dvb_1"
    assert chosen({"__clerk_db_jwt": "dvb_2"}).dev_browser == "dvb_2"


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "²", "٣", "9" * 12, "9" * 5000, " 7", None])
def test_what_is_no_number_is_zero(text: str | None) -> None:
    assert number(text) == 0


def test_lines_give_their_cookies_values_and_the_last_one_holds() -> None:
    lines = ["__session=a.b-_c; Path=/; HttpOnly", "__client_uat=5", "__session=; Max-Age=0", "x=1"]

    assert read_directives(lines) == {"__session": "", "__client_uat": "5", "x": "1"}


@pytest.mark.parametrize(
    "line",
    ["", "x", "=1", "a b=1", "x=1\r\nLocation: https://evil.example", "x=1; Path=/\nX: y", "x=1\x00", "x=é", "x=1; é", None, 7, ["x=1"], "x=" + "1" * 9000],
)  # fmt: skip
def test_what_is_no_line_is_refused(line: object) -> None:
    with pytest.raises(ValueError, match="Set-Cookie"):
        read_directives(["a=1", line])
