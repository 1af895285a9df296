"""A half-configured production does not start, and says what is missing."""

import base64
from dataclasses import FrozenInstanceError

import pytest

from webapp.config import Clerk, Config, psycopg_url
from webapp.errors import ConfigError

HOST = "clerk.topset.example"
KEY = "pk_live_" + base64.b64encode(f"{HOST}$".encode()).decode().rstrip("=")
SECRET = "whsec_" + base64.b64encode(bytes(range(24))).decode()
PEM = "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"
PRODUCTION = {
    "DATABASE_URL": "postgres://app:secret@ep-1-pooler.eu.neon.tech/topset?sslmode=require",
    "DATABASE_URL_UNPOOLED": "postgresql://app:secret@ep-1.eu.neon.tech/topset?sslmode=require",
    "CLERK_PUBLISHABLE_KEY": KEY,
    "CLERK_SECRET_KEY": "sk_live_x",
    "CLERK_WEBHOOK_SECRET": SECRET,
}


def without(*names: str, **others: str) -> dict[str, str]:
    return {name: value for name, value in {**PRODUCTION, **others}.items() if name not in names}


def clerk(**others: str) -> Clerk:
    config = Config.from_env({**PRODUCTION, **others})
    assert config.clerk is not None
    return config.clerk


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as refused:
        Config.from_env(environ)
    return str(refused.value)


def test_a_whole_production_is_accepted() -> None:
    config = Config.from_env(PRODUCTION)

    assert not config.embedded
    assert config.database_url == "postgresql+psycopg://app:secret@ep-1-pooler.eu.neon.tech/topset?sslmode=require"
    assert config.direct_url == "postgresql+psycopg://app:secret@ep-1.eu.neon.tech/topset?sslmode=require"
    assert config.trusted_proxies == 1
    assert not config.direct_is_pooled


def test_nothing_configured_is_the_embedded_default() -> None:
    config = Config.from_env({"PATH": "/bin", "DATABASE_URL": " ", "CLERK_SECRET_KEY": ""})

    assert config.embedded
    assert config.clerk is None
    assert config.database_url == ""
    assert config.trusted_proxies == 0


@pytest.mark.parametrize("name", ["CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_WEBHOOK_SECRET", "DATABASE_URL"])
def test_a_missing_value_of_production_is_named(name: str) -> None:
    assert name in refusal(without(name))
    assert name in refusal({**PRODUCTION, name: "   "})


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"DATABASE_URL_UNPOOLED"}))
def test_one_value_of_production_alone_is_not_the_embedded_default(name: str) -> None:
    assert refusal({name: PRODUCTION[name]})


@pytest.mark.parametrize(
    ("name", "value"), [("CLERK_JWT_KEY", PEM), ("CLERK_AUTHORIZED_PARTIES", "https://topset.example")]
)
def test_an_optional_clerk_value_alone_names_all_that_is_missing(name: str, value: str) -> None:
    message = refusal({name: value})

    for needed in ("CLERK_PUBLISHABLE_KEY", "CLERK_SECRET_KEY", "CLERK_WEBHOOK_SECRET"):
        assert needed in message


def test_the_webhook_secret_may_go_by_clerks_newer_name() -> None:
    environ = without("CLERK_WEBHOOK_SECRET", CLERK_WEBHOOK_SIGNING_SECRET=SECRET)

    config = Config.from_env(environ)

    assert config.clerk is not None
    assert config.clerk.webhook_secret == SECRET


@pytest.mark.parametrize(
    "secret",
    [
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_" + base64.b64encode(bytes(23)).decode(),
        "whsec_not base64 at all, and long enough to be a secret!",
        "whsec_" + "é" * 40,
        "sk_live_0123456789012345678901234567890123456789",
    ],
)
def test_a_short_or_garbled_webhook_secret_is_refused(secret: str) -> None:
    assert "CLERK_WEBHOOK_SECRET" in refusal({**PRODUCTION, "CLERK_WEBHOOK_SECRET": secret})


@pytest.mark.parametrize(
    "key",
    [
        "pk_live_",
        "pk_live_!!!",
        "pk_live_" + "a" * 5,
        "pk_live_aGVsbG8",
        KEY.replace("pk", "sk"),
        "x",
        "pk_live_é",
        "pk_live_/////w",
    ],
)
def test_a_garbled_publishable_key_is_refused(key: str) -> None:
    assert "CLERK_PUBLISHABLE_KEY" in refusal({**PRODUCTION, "CLERK_PUBLISHABLE_KEY": key})


def test_the_publishable_key_says_where_clerk_lives() -> None:
    assert clerk().frontend_api == HOST
    assert clerk().issuer == f"https://{HOST}"
    assert clerk().frontend_url == f"https://{HOST}"
    assert clerk().issuers == (f"https://{HOST}",)
    assert clerk().origins == (f"https://{HOST}",)


def test_clerks_script_may_come_from_elsewhere_while_its_frontend_api_stays() -> None:
    assert clerk(CLERK_JS_URL="https://cdn.example/clerk.js").origins == (f"https://{HOST}", "https://cdn.example")
    assert clerk(CLERK_JS_URL="/static/js/clerk.js").origins == (f"https://{HOST}",)


def test_a_proxy_stands_before_the_frontend_api_and_may_issue_its_tokens() -> None:
    proxied = clerk(CLERK_PROXY_URL="https://topset.example/__clerk/")

    assert proxied.frontend_url == "https://topset.example/__clerk"
    assert proxied.issuers == (f"https://{HOST}", "https://topset.example/__clerk")
    assert proxied.origins == ("https://topset.example",)


@pytest.mark.parametrize("url", ["/__clerk", "http://topset.example/__clerk", "topset.example/__clerk", "https://"])
def test_a_proxy_is_named_by_its_whole_address(url: str) -> None:
    assert "CLERK_PROXY_URL" in refusal({**PRODUCTION, "CLERK_PROXY_URL": url})


def test_the_cookie_suffix_is_the_one_clerk_makes() -> None:
    # Worked out by hand: printf pk_test_… | openssl sha1 -binary | basenc --base64url | head -c 8
    made = Clerk("pk_test_aW50by5jbGVyay5hY2NvdW50cy5kZXYk", "", "")

    assert made.cookie_suffix == "PUNrfp_g"


@pytest.mark.parametrize("pem", [PEM, PEM.replace("\n", "\\n")])
def test_a_pem_key_may_stand_on_one_line(pem: str) -> None:
    assert clerk(CLERK_JWT_KEY=pem).jwt_key == PEM


@pytest.mark.parametrize("pem", ["MIIBIjANBg", "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----"])
def test_what_is_not_a_public_key_is_refused(pem: str) -> None:
    assert "CLERK_JWT_KEY" in refusal({**PRODUCTION, "CLERK_JWT_KEY": pem})


def test_authorized_parties_are_origins_without_a_slash() -> None:
    parties = clerk(
        CLERK_AUTHORIZED_PARTIES=" https://topset.example/ , ,https://www.topset.example"
    ).authorized_parties

    assert parties == ("https://topset.example", "https://www.topset.example")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_database_url_names_our_driver_however_it_was_handed_out(scheme: str) -> None:
    assert psycopg_url(f"{scheme}://u:p@h/d?x=1") == "postgresql+psycopg://u:p@h/d?x=1"


@pytest.mark.parametrize("url", ["mysql://h/d", "h/d", "postgresql:h", "sqlite:///x", "postgresql+psycopg2://h/d"])
def test_another_database_is_refused(url: str) -> None:
    message = refusal({**PRODUCTION, "DATABASE_URL": url})

    assert "DATABASE_URL" in message
    assert "postgres://" in message


def test_a_refusal_does_not_repeat_a_secret() -> None:
    assert "secret" not in refusal({**PRODUCTION, "DATABASE_URL": "mysql://app:secret@h/d"})
    assert "c2hvcnQ=" not in refusal({**PRODUCTION, "CLERK_WEBHOOK_SECRET": "whsec_c2hvcnQ="})


def test_migrating_through_a_pooler_is_noticed() -> None:
    assert Config.from_env(without("DATABASE_URL_UNPOOLED")).direct_is_pooled


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "topset.example", "127.0.0.1.evil.example"])  # noqa: S104  (refused)
def test_the_embedded_default_listens_to_this_machine_only(host: str) -> None:
    message = refusal({"HOST": host})

    assert host in message
    assert "HOST" in message


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_embedded_default_may_listen_on_loopback(host: str) -> None:
    assert Config.from_env({"HOST": host}).embedded


def test_production_may_listen_anywhere() -> None:
    assert not Config.from_env({**PRODUCTION, "HOST": "0.0.0.0"}).embedded  # noqa: S104  (behind its proxy)


@pytest.mark.parametrize(("text", "expected"), [("0", 0), ("2", 2)])
def test_how_many_proxies_are_believed_is_configured(text: str, expected: int) -> None:
    assert Config.from_env({**PRODUCTION, "TOPSET_TRUSTED_PROXIES": text}).trusted_proxies == expected
    assert Config.from_env({"TOPSET_TRUSTED_PROXIES": text}).trusted_proxies == expected


@pytest.mark.parametrize("text", ["-1", "one", "1.5", "²", "1e3"])
def test_a_number_of_proxies_that_is_none_is_refused(text: str) -> None:
    message = refusal({**PRODUCTION, "TOPSET_TRUSTED_PROXIES": text})

    assert "TOPSET_TRUSTED_PROXIES" in message


def test_the_embedded_default_is_filled_in_without_changing_the_rest() -> None:
    config = Config.from_env({"TOPSET_TRUSTED_PROXIES": "3"})

    filled = config.with_local("postgresql://topset@/topset?host=%2Frun", clerk())

    assert filled.database_url == filled.direct_url == "postgresql+psycopg://topset@/topset?host=%2Frun"
    assert filled.clerk == clerk()
    assert filled.trusted_proxies == 3
    assert filled.embedded


def test_a_configuration_never_changes() -> None:
    config = Config.from_env(PRODUCTION)

    with pytest.raises(FrozenInstanceError):
        config.database_url = "postgresql://elsewhere"  # type: ignore[misc]
