"""The local identity provider: Clerk's cookies, tokens and webhooks from a key of one's own.

It walks through the same doors as Clerk, so nothing else in the app knows it: 60 s tokens in the
same cookies, verified by the same code, and svix-signed webhooks to the same address. `create_app`
makes one only for the embedded default, which serves this machine alone.
"""

import base64
import json
import os
import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from itsdangerous import BadSignature, URLSafeSerializer

from webapp.config import Clerk

FRONTEND_API = "identity.topset.localhost"
FRONTEND_PATH = "/local"
TOKEN_SECONDS = 60
NOT_BEFORE_SECONDS = 10
SESSION_CATEGORY = "cl_B7d4PD111AAA"


@dataclass(frozen=True)
class LocalSession:
    """A browser that is signed in: who, under which session id, and since when (seconds since 1970)."""

    user_id: str
    session_id: str
    since: int


class LocalIdentity:
    """A key pair, and what is signed with it."""

    def __init__(self, folder: Path) -> None:
        """Use the keys in `folder`, making them the first time."""
        folder.mkdir(parents=True, exist_ok=True)
        pem = _kept(folder / "key.pem", _new_key)
        self._secret = _kept(folder / "secret", lambda: secrets.token_hex(32))
        self._sessions = URLSafeSerializer(self._secret, salt="local session")
        # Loaded once: checking a key takes longer than signing with it.
        self._key: Any = serialization.load_pem_private_key(pem.encode(), password=None)
        self._public_pem = (
            self._key.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    @property
    def clerk(self) -> Clerk:
        """This provider in the words of Clerk's dashboard."""
        # A live key: its cookies are this site's own, so the browser needs no second one as with `pk_test_`.
        host = base64.b64encode(f"{FRONTEND_API}$".encode()).decode().rstrip("=")
        return Clerk(
            publishable_key=f"pk_live_{host}",
            secret_key=f"sk_live_{self._secret}",
            webhook_secret=self.webhook_secret,
            jwt_key=self._public_pem,
            proxy_url=FRONTEND_PATH,
        )

    @property
    def webhook_secret(self) -> str:
        """The secret webhooks are signed with, in svix's form."""
        return "whsec_" + base64.b64encode(bytes.fromhex(self._secret)).decode()

    def new_session(self, user_id: str) -> LocalSession:
        """Sign a person in, from now."""
        return LocalSession(user_id, f"sess_{secrets.token_hex(12)}", int(time.time()))

    def seal(self, session: LocalSession) -> str:
        """A session as the value of an HttpOnly cookie."""
        return str(self._sessions.dumps([session.user_id, session.session_id, session.since]))

    def unseal(self, cookie: str | None) -> LocalSession | None:
        """The session in such a cookie; None when there is none or it was not sealed here."""
        try:
            return LocalSession(*self._sessions.loads(cookie)) if cookie else None
        except (BadSignature, TypeError, ValueError):
            return None

    def token(self, session: LocalSession, origin: str, *, seconds: int = TOKEN_SECONDS) -> str:
        """A session token as Clerk makes it, for a page at `origin`."""
        now = int(time.time())
        claims = {
            "azp": origin,
            "exp": now + seconds,
            "fva": [0, -1],
            "iat": now,
            "iss": self.clerk.issuer,
            "jti": secrets.token_hex(10),
            "nbf": now - NOT_BEFORE_SECONDS,
            "sid": session.session_id,
            "sts": "active",
            "sub": session.user_id,
            "v": 2,
        }
        return jwt.encode(claims, self._key, algorithm="RS256", headers={"kid": "ins_local", "cat": SESSION_CATEGORY})

    def event(self, kind: str, data: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        """A webhook: its body, and its headers as svix signs them."""
        from svix.webhooks import Webhook  # noqa: PLC0415  (heavy, and only wanted when someone signs up)

        now = datetime.now(UTC)
        message_id = f"msg_{secrets.token_hex(12)}"
        body = json.dumps({"type": kind, "object": "event", "timestamp": _milliseconds(now), "data": data})
        signature = Webhook(self.webhook_secret).sign(message_id, now, body)
        return body.encode(), {
            "svix-id": message_id,
            "svix-timestamp": str(int(now.timestamp())),
            "svix-signature": signature,
            "content-type": "application/json",
        }


def new_user(first_name: str, token: uuid.UUID | None = None) -> dict[str, Any]:
    """A new person, as Clerk's `user.created` describes one.

    The same name with the same `token` again is the same person.
    """
    made = uuid.uuid5(token, first_name) if token else uuid.uuid4()
    now = _milliseconds(datetime.now(UTC))
    return {
        "id": f"user_{made.hex[:24]}",
        "object": "user",
        "email_addresses": [],
        "primary_email_address_id": None,
        "first_name": first_name,
        "last_name": None,
        "image_url": None,
        "created_at": now,
        "updated_at": now,
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _new_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _kept(path: Path, make: Any) -> str:
    """What is in a file, made the first time; two processes that begin at once end up with one."""
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(make(), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
