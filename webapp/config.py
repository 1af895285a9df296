"""What the environment says, read once into a frozen value; a half-configured production is refused."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from webapp.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
MIN_WEBHOOK_SECRET_BYTES = 24
CLERK_API_URL = "https://api.clerk.com"


@dataclass(frozen=True)
class Clerk:
    """One Clerk instance as this app sees it: keys, and where its Frontend API lives."""

    publishable_key: str
    secret_key: str
    webhook_secret: str
    jwt_key: str | None = None
    authorized_parties: tuple[str, ...] = ()
    js_url: str | None = None
    proxy_url: str | None = None
    instance_id: str | None = None
    api_url: str = CLERK_API_URL

    @cached_property
    def frontend_api(self) -> str:
        """The Frontend API's host, which the publishable key carries as base64 of `<host>$`."""
        encoded = self.publishable_key.split("_", 2)[-1]
        try:
            host = base64.b64decode(encoded + "=" * (-len(encoded) % 4)).decode("ascii")
        except ValueError as error:
            message = "CLERK_PUBLISHABLE_KEY is not a publishable key: copy it again from Clerk's dashboard."
            raise ConfigError(message) from error
        if not self.publishable_key.startswith(("pk_test_", "pk_live_")) or not host.endswith("$"):
            message = "CLERK_PUBLISHABLE_KEY is not a publishable key: it begins with pk_test_ or pk_live_."
            raise ConfigError(message)
        return host.removesuffix("$")

    @property
    def is_development(self) -> bool:
        """Whether this is a development instance, which lives on a site of Clerk's and not of ours."""
        return self.publishable_key.startswith("pk_test_")

    @property
    def issuer(self) -> str:
        """The Frontend API by the host that the publishable key names."""
        return f"https://{self.frontend_api}"

    @property
    def frontend_url(self) -> str:
        """Where browsers reach the Frontend API: its own host, or the proxy that stands before it."""
        return self.proxy_url or self.issuer

    @property
    def issuers(self) -> tuple[str, ...]:
        """What a session token's `iss` may be: where it was asked for."""
        return (self.issuer, self.proxy_url) if self.proxy_url else (self.issuer,)

    @property
    def origins(self) -> tuple[str, ...]:
        """Where a page's browser meets Clerk, besides this app itself: its Frontend API, and its script's home."""
        found = (_origin(url) for url in (self.frontend_url, self.js_url or ""))
        return tuple(dict.fromkeys(origin for origin in found if origin))

    @cached_property
    def cookie_suffix(self) -> str:
        """The part that keeps two apps on one host apart: base64url(SHA-1(publishable key))[:8]."""
        digest = hashlib.sha1(self.publishable_key.encode(), usedforsecurity=False).digest()
        return base64.urlsafe_b64encode(digest).decode()[:8]


@dataclass(frozen=True)
class Config:
    """Everything a process needs to know before it serves.

    `database_url` is the pooled endpoint and `direct_url` the one for migrations; both are
    SQLAlchemy URLs of the psycopg driver. With `embedded` they and `clerk` are still empty and
    `webapp.local` fills them in.
    """

    database_url: str
    direct_url: str
    clerk: Clerk | None
    embedded: bool
    trusted_proxies: int
    instance: Path = ROOT / "instance"

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Config":
        """Read the environment named in docs/deploy; raise ConfigError naming what is missing."""
        present = {name: value.strip() for name, value in environ.items() if value.strip()}
        clerk = _clerk(present)
        database = present.get("DATABASE_URL")
        if database is None and clerk is None:
            return cls._embedded(present)
        if database is None:
            message = "Clerk is configured but DATABASE_URL is not: set it to the pooled database URL."
            raise ConfigError(message)
        if clerk is None:
            message = (
                "DATABASE_URL is set but Clerk is not: set CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY and "
                "CLERK_WEBHOOK_SECRET, or unset DATABASE_URL for the embedded default."
            )
            raise ConfigError(message)
        pooled = psycopg_url(database)
        return cls(
            database_url=pooled,
            direct_url=psycopg_url(present.get("DATABASE_URL_UNPOOLED", database)),
            clerk=clerk,
            embedded=False,
            trusted_proxies=_trusted_proxies(present, default=1),
        )

    @classmethod
    def _embedded(cls, environ: Mapping[str, str]) -> "Config":
        host = environ.get("HOST", "127.0.0.1")
        if host not in LOOPBACK:
            message = (
                f"The embedded default signs anyone in, so it listens on this machine only; HOST={host} would "
                "show it to others. Unset HOST, or configure DATABASE_URL and Clerk."
            )
            raise ConfigError(message)
        return cls(
            database_url="",
            direct_url="",
            clerk=None,
            embedded=True,
            trusted_proxies=_trusted_proxies(environ, default=0),
        )

    def with_local(self, database_url: str, clerk: Clerk) -> "Config":
        """This configuration with what the embedded default brings."""
        url = psycopg_url(database_url)
        return replace(self, database_url=url, direct_url=url, clerk=clerk)

    @property
    def direct_is_pooled(self) -> bool:
        """Whether migrations would run through a pooler, where their session settings do not hold."""
        return "-pooler." in (urlsplit(self.direct_url).hostname or "")


def psycopg_url(url: str) -> str:
    """A database URL as hosts hand it out (`postgres://`, `postgresql://`), naming our driver."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
        message = "DATABASE_URL must begin with postgres:// or postgresql://."
        raise ConfigError(message)
    return f"postgresql+psycopg://{rest}"


def _clerk(environ: Mapping[str, str]) -> Clerk | None:
    webhook_secret = environ.get("CLERK_WEBHOOK_SECRET") or environ.get("CLERK_WEBHOOK_SIGNING_SECRET")
    needed = {
        "CLERK_PUBLISHABLE_KEY": environ.get("CLERK_PUBLISHABLE_KEY"),
        "CLERK_SECRET_KEY": environ.get("CLERK_SECRET_KEY"),
        "CLERK_WEBHOOK_SECRET": webhook_secret,
    }
    optional = ("CLERK_JWT_KEY", "CLERK_AUTHORIZED_PARTIES")
    if not any(needed.values()) and not any(environ.get(name) for name in optional):
        return None
    missing = [name for name, value in needed.items() if not value]
    if missing:
        message = f"Clerk is configured by halves: set {', '.join(missing)} too."
        raise ConfigError(message)
    clerk = Clerk(
        publishable_key=environ["CLERK_PUBLISHABLE_KEY"],
        secret_key=environ["CLERK_SECRET_KEY"],
        webhook_secret=_webhook_secret(webhook_secret or ""),
        jwt_key=_pem(environ.get("CLERK_JWT_KEY")),
        authorized_parties=_parties(environ.get("CLERK_AUTHORIZED_PARTIES", "")),
        js_url=environ.get("CLERK_JS_URL"),
        proxy_url=_proxy_url(environ.get("CLERK_PROXY_URL")),
        instance_id=environ.get("CLERK_INSTANCE_ID"),
        api_url=_api_url(environ.get("CLERK_API_URL", CLERK_API_URL)),
    )
    _ = clerk.frontend_api
    return clerk


def _webhook_secret(secret: str) -> str:
    """Check the length too: svix accepts a short secret silently."""
    try:
        decoded = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        decoded = b""
    if len(decoded) < MIN_WEBHOOK_SECRET_BYTES:
        message = "CLERK_WEBHOOK_SECRET is not a signing secret: copy it (whsec_…) from Clerk's webhook endpoint."
        raise ConfigError(message)
    return secret


def _api_url(url: str) -> str:
    """Where Clerk's backend is asked: the secret key goes with every question, so it is never asked in the clear."""
    if not _is_safe(url):
        message = "CLERK_API_URL must begin with https://, for the secret key is sent there."
        raise ConfigError(message)
    return url.rstrip("/")


def _proxy_url(url: str | None) -> str | None:
    if url is not None and not _is_safe(url):
        message = "CLERK_PROXY_URL must be the whole address, as in https://<your host>/__clerk."
        raise ConfigError(message)
    return url.rstrip("/") if url else None


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.hostname is not None and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    )


def _origin(url: str) -> str:
    """The origin of a whole address; empty for one on this app itself."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def _pem(key: str | None) -> str | None:
    r"""A PEM public key; hosts that keep one line only write its line ends as `\n`."""
    if key is None:
        return None
    key = key.replace("\\n", "\n")
    if "BEGIN PUBLIC KEY" not in key:
        message = "CLERK_JWT_KEY is not a PEM public key: copy it whole, with its BEGIN and END lines."
        raise ConfigError(message)
    return key


def _parties(text: str) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in text.split(",") if part.strip())


def _trusted_proxies(environ: Mapping[str, str], default: int) -> int:
    text = environ.get("TOPSET_TRUSTED_PROXIES", str(default))
    if not text.isdecimal():
        message = f"TOPSET_TRUSTED_PROXIES must be a whole number, not {text!r}."
        raise ConfigError(message)
    return int(text)
