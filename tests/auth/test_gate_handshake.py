"""Back from Clerk: what a result does, when a journey is given up, and which pages begin one."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.auth import signing
from tests.auth.deployment import HOST, KINDS, RESULTS, STALE, WHERE, Kind, ask, handshake_of, set_by
from tests.auth.signing import SIGNED_OUT, handshake, renewed
from tests.browsers import new_user_id
from tests.conftest import RunSql

Result = Callable[[list[str]], dict[str, str]]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
def test_a_result_in_a_cookie_signs_every_kind_of_request_in(
    deployments: dict[str, Flask], result: Result, kind: Kind
) -> None:
    lines = renewed(signing.token(sub=new_user_id()))

    response = ask(deployments["production"], {**STALE, **result(lines)}, kind)

    assert response.status_code in {200, 204, 303} and "/sign-in" not in response.headers.get("Location", "")
    assert response.headers["Cache-Control"] == "no-store"
    assert set(lines) <= set(response.headers.get_all("Set-Cookie"))
    assert {set_by(response).get(name) for name in RESULTS.values()} == {"", None}


@pytest.mark.parametrize("instance_type", ["production", "development"])
def test_a_result_in_the_address_leads_a_document_to_the_clean_one(
    deployments: dict[str, Flask], result: Result, instance_type: str
) -> None:
    lines = [*renewed(signing.token(sub=new_user_id())), "__clerk_db_jwt=dvb_3; Path=/"]
    query = {"q": "a b", **result(lines), "__clerk_db_jwt": "dvb_3"}

    response = ask(deployments[instance_type], STALE, query_string=query)

    assert (response.status_code, response.location) == (307, f"https://{HOST}{WHERE}?q=a+b")
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers.get_all("Set-Cookie") == lines
    followed = ask(deployments[instance_type], set_by(response))
    assert followed.status_code == 200


def test_a_result_that_says_signed_out_ends_at_sign_in(deployments: dict[str, Flask], result: Result) -> None:
    response = ask(deployments["production"], {**STALE, **result(SIGNED_OUT)})

    assert (response.status_code, response.location) == (303, f"/sign-in?redirect_url={WHERE}")
    assert (set_by(response)["__session"], set_by(response)["__client_uat"]) == ("", "0")


def test_a_path_with_two_slashes_is_not_another_host(deployments: dict[str, Flask]) -> None:
    query = {"__clerk_handshake": handshake(*renewed(signing.token()))}

    response = ask(deployments["production"], STALE, path="//evil.example/%2e%2e/settings", query_string=query)

    assert urlsplit(response.headers.get("Location", "")).netloc in {"", HOST}


def test_a_browser_that_comes_back_as_it_went_is_given_up(deployments: dict[str, Flask]) -> None:
    jar, answers = dict(STALE), []
    for _ in range(5):
        response = ask(deployments["production"], jar)
        answers.append(response.status_code)
        jar |= set_by(response)

    assert answers == [307, 307, 307, 303, 303]
    (line,) = ask(deployments["production"], STALE).headers.get_all("Set-Cookie")
    attributes = {"Max-Age=2", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert line.startswith("__clerk_redirect_count=1;") and attributes <= set(line.split("; "))


@pytest.mark.parametrize("instance_type", ["production", "development"])
def test_open_pages_answer_a_stranger_without_clerk(deployments: dict[str, Flask], instance_type: str) -> None:
    for path in ("/", "/sign-in", "/sign-up"):
        assert ask(deployments[instance_type], {}, path=path).status_code == 200, path


def test_the_front_door_renews_who_was_here_before(deployments: dict[str, Flask]) -> None:
    assert handshake_of(ask(deployments["production"], STALE, path="/"))["redirect_url"] == f"https://{HOST}/"
    for name, kind in KINDS.items():
        if not kind.is_document and kind.method == "GET":
            assert ask(deployments["production"], STALE, kind, path="/").status_code == 200, name


def test_sign_in_is_where_a_journey_ends_and_never_where_one_begins(deployments: dict[str, Flask]) -> None:
    for path in ("/sign-in", "/sign-up"):
        assert ask(deployments["production"], STALE, path=path).status_code == 200
        good = signing.cookies(signing.token())
        assert ask(deployments["production"], good, path=path).location == "/dashboard"


def test_a_deleted_persons_token_is_taken_away_so_that_sign_in_does_not_send_it_back(
    deployments: dict[str, Flask], run_sql: RunSql
) -> None:
    user_id = new_user_id()
    run_sql("INSERT INTO user_tombstones (id) VALUES (%(id)s)", id=user_id)
    jar = signing.cookies(signing.token(sub=user_id))

    refused = ask(deployments["production"], jar)
    assert refused.location == f"/sign-in?redirect_url={WHERE}"
    jar |= set_by(refused)

    assert jar["__session"] == ""
    assert ask(deployments["production"], jar, path="/sign-in").status_code == 200
