"""Where the door leads to: a path of this site, whatever the address asked for."""

from urllib.parse import urljoin, urlsplit

import pytest

from tests.browsers import Browser
from tests.conftest import RunSql
from webapp.auth.gate import safe_path

SITE = "https://topset.example/sign-in"
EVIL = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "/a\\b", "https://evil.example", "https:evil.example", "HTTPS://evil.example", "http:/evil.example",
    "https:///evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "evil", "./evil", "../evil", "?next=/",
    "#x", " /dashboard", "\t/dashboard", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "/\x00/evil.example",
    "\x00//evil.example", "\x01//evil.example", "/dash\r\nSet-Cookie: a=b", "/\x0b/evil.example", "/\x1f/evil.example",
    "/\x7f", "/\x85", "/\u2028", "/\ud800", "", None,
]  # fmt: skip
FINE = [
    "/dashboard", "/", "/workouts/0190?x=1&y=2", "/history?before=2026-11-23T18%3A05%2B01%3A00", "/a//b", "/a/../b", "/@evil.example",
    "/%2fevil.example", "/%5cevil.example", "/%0d%0aSet-Cookie:a=b", "/exercises?q=bench press", "/exercises?q=https://evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", EVIL)
def test_what_leads_elsewhere_leads_to_the_dashboard(target: str | None) -> None:
    assert safe_path(target) == "/dashboard"


@pytest.mark.parametrize("target", FINE)
def test_a_path_of_this_site_is_kept(target: str) -> None:
    assert safe_path(target) == target
    assert urlsplit(urljoin(SITE, target)).netloc == "topset.example"


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\r\nX-Evil: 1"])
def test_signing_in_never_leads_elsewhere(lifter: Browser, target: str) -> None:
    answer = lifter.get("/sign-in", query_string={"redirect_url": target})

    assert answer.status_code == 303
    assert answer.location == "/dashboard"
    assert "X-Evil" not in answer.headers


def test_a_person_without_a_session_is_led_back_to_where_they_were(visitor: Browser) -> None:
    answer = visitor.get("/history?before=2026-11-23T18%3A05%2B01%3A00&before_id=1")

    assert answer.status_code == 303
    assert answer.headers["Cache-Control"] == "no-store"
    assert (
        answer.location
        == "/sign-in?redirect_url=/history%3Fbefore%3D2026-11-23T18%253A05%252B01%253A00%26before_id%3D1"
    )


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_without_a_session_is_401_before_any_effect(visitor: Browser, method: str, *, htmx: bool) -> None:
    answer = visitor.send(
        method, "/workouts" if method == "POST" else f"/workouts/{'0' * 8}-0000-0000-0000-{'0' * 12}", htmx=htmx
    )

    assert answer.status_code == 401
    assert answer.headers["HX-Trigger"] == "session-expired"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Location" not in answer.headers


def test_a_fragment_without_a_session_is_401(visitor: Browser) -> None:
    answer = visitor.get("/history", htmx=True)

    assert answer.status_code == 401
    assert "Location" not in answer.headers


def test_what_is_not_public_is_closed_by_itself(visitor: Browser) -> None:
    for rule in visitor.app.url_map.iter_rules():
        view = visitor.app.view_functions[rule.endpoint]
        if rule.arguments or "GET" not in (rule.methods or ()) or getattr(view, "is_public", False):
            continue
        if rule.rule not in {"/healthz", "/readyz"}:
            assert visitor.get(rule.rule).status_code == 303, rule.rule


def test_an_answer_to_a_session_is_for_that_browser_alone(lifter: Browser) -> None:
    answer = lifter.get("/dashboard")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_a_person_the_webhook_has_not_told_of_is_met_on_any_first_request(lifter: Browser, run_sql: RunSql) -> None:
    firsts: list[tuple[str, str, dict[str, str] | None]] = [
        ("GET", "/dashboard", None),
        ("GET", "/history", None),
        ("GET", "/settings", None),
        ("POST", "/workouts", {}),
        ("PUT", "/settings", {"weight_unit": "lb", "distance_unit": "mi"}),
        ("PUT", "/settings/time-zone", {"time_zone": "Europe/Berlin"}),
    ]
    for method, path, data in firsts:
        run_sql('DELETE FROM "user" WHERE id = %(id)s', id=lifter.user_id)

        answer = lifter.send(method, path, data=data, check=False)

        assert answer.status_code < 400, (method, path, answer.text)
        assert run_sql('SELECT id FROM "user" WHERE id = %(id)s', id=lifter.user_id), (method, path)


def test_a_deleted_person_is_signed_out_however_good_their_token(lifter: Browser, run_sql: RunSql) -> None:
    run_sql("INSERT INTO user_tombstones (id) VALUES (%(id)s)", id=lifter.user_id)
    run_sql('DELETE FROM "user" WHERE id = %(id)s', id=lifter.user_id)

    assert lifter.get("/dashboard").status_code == 303
    assert lifter.post("/workouts").status_code == 401
    assert not run_sql('SELECT id FROM "user" WHERE id = %(id)s', id=lifter.user_id)
