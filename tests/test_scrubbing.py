"""What is written down holds no credentials, whoever writes it."""

import logging

import pytest

from tests.auth import signing
from webapp.scrubbing import GONE, Scrubbed, scrub

TOKEN = signing.token()
OPAQUE = "Zx81-opaque.Value_9"


@pytest.mark.parametrize(
    "said",
    [
        "{}", "GET /?__clerk_handshake={} HTTP/1.1", "Authorization: Bearer {}", "KeyError: '{}'", "path /x/{}/y",
        "redirect_url=https%3A%2F%2Fa.example%2F%3F__clerk_handshake%3D{}", "__session={}; __client_uat=5", 'a "{}"',
    ],
)  # fmt: skip
def test_a_token_is_known_wherever_it_stands(said: str) -> None:
    clean = scrub(said.format(TOKEN))

    assert GONE in clean
    assert not [part for part in TOKEN.split(".") if part in clean]


@pytest.mark.parametrize(
    "said",
    [
        "/?__clerk_handshake_nonce={}", "/?q=1&__clerk_db_jwt={}&x=2", "__session_a1B2c3D4={}", "'__session': '{}'",
        "https%3A%2F%2Fa.example%2F%3F__clerk_db_jwt%3D{}%26x%3D1", "__client_uat_x={}", "__topset_local={}",
        "handshake_payload?nonce={}", "Authorization: Bearer {}", "Authorization: {}", "authorization: basic {}",
        "Cookie: theme=dark; other={}", "Set-Cookie: x={}; Path=/", "svix-signature: v1,{}", "Bearer {}", "sk_live_{}",
        "sk_test_{}", "whsec_{}", "dvb_{}", "postgresql://topset:{}@db.example/topset", "postgres://:{}@h/x",
        "__refresh_a1={}", "('Cookie', 'a={}')",
    ],
)  # fmt: skip
def test_a_secret_is_known_by_its_name(said: str) -> None:
    clean = scrub(said.format(OPAQUE.replace(".", "_")))

    assert GONE in clean
    assert "opaque" not in clean


@pytest.mark.parametrize(
    "said",
    [
        "", "request", "no session", "session-token-expired, still after 3 handshakes", "GET /history?before=2026-11-23",
        "webapp/auth/session.py in __init__: no", "handshake: client-uat-but-no-session-token", "user_2abcDEF", "eyJ",
        "postgresql://db.example:5432/topset", "/exercises?q=bench&announce=1", "nonce", "https://topset.example/a@b",
        "Cookie", "a bearer of news",
    ],
)  # fmt: skip
def test_what_is_no_secret_is_left_alone(said: str) -> None:
    assert scrub(said) == said


def test_what_surrounds_a_secret_stays_readable() -> None:
    assert scrub("GET /?q=1&__clerk_db_jwt=dvb_9&x=2 failed") == f"GET /?q=1&__clerk_db_jwt={GONE}&x=2 failed"
    assert scrub("postgres://topset:pw@db.example/x") == f"postgres://topset:{GONE}@db.example/x"


def test_another_formatters_lines_are_scrubbed_with_their_tracebacks() -> None:
    error = LookupError(TOKEN)
    exc_info = (type(error), error, None)
    record = logging.LogRecord(
        "gunicorn.error", logging.ERROR, "f", 1, "Error handling %s", (f"/?x={TOKEN}",), exc_info
    )

    for line in (
        Scrubbed(logging.Formatter("%(levelname)s %(message)s")).format(record),
        Scrubbed(None).format(record),
    ):
        assert "Error handling /?x=[scrubbed]" in line and "LookupError: [scrubbed]" in line


def test_text_without_end_is_gone_over_in_no_time() -> None:
    for piece in ("__session", "eyJ", "://a", "Bearer ", "Cookie:", "nonce=", "__clerk_%3D"):
        scrub(piece * 20_000)
