"""The stand-in itself: clients, the people they sign in, their sessions and tokens. No sockets here.

It keeps to what Clerk's own scripts ask: bodies are forms, answers are `{response, client}` with the
whole client, errors are a list with codes.
"""

import secrets
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from tests.auth import signing
from tests.clerk import clients, entering, handshakes, resources
from tests.clerk.clients import Account, Client, Session
from tests.clerk.wire import DEV_BROWSER, FOREVER, Answer, Ask, RefusedError
from webapp.config import Clerk

PASSWORD = "correct horse"
TOKEN_SECONDS = 60
CLIENT = "__client"


class FrontendApi:
    """One instance. `life` is how long its tokens hold, in seconds, `party` the site they are for if not the asking one; `trouble` may answer a path in another way."""

    def __init__(self, clerk: Clerk, life: int = TOKEN_SECONDS) -> None:
        self.clerk = clerk
        self.life = life
        self.party: str | None = None
        self.accounts: dict[str, Account] = {}
        self.clients: dict[str, Client] = {}
        self.nonces: dict[str, list[str]] = {}
        self.asked: list[str] = []
        self.trouble: Callable[[Ask], Answer | None] = lambda _ask: None
        self.on_delete: Callable[[Account], None] = lambda _account: None
        self.on_create: Callable[[Account], None] = lambda _account: None

    def add(self, first_name: str, password: str = PASSWORD) -> Account:
        """Somebody new, with an address of their own."""
        number = secrets.token_hex(6)
        account = Account(f"user_{number}", f"{first_name.lower()}.{number}@example.com", password, first_name)
        self.accounts[account.email] = account
        return account

    def living(self, account: Account) -> list[Session]:
        """A person's sessions, in whatever browsers."""
        sessions = [session for client in self.clients.values() for session in client.sessions]
        return [session for session in sessions if session.account is account and session.status == "active"]

    def revoke(self, account: Account) -> None:
        """End every session of a person's, from elsewhere."""
        for session in self.living(account):
            session.status = "revoked"

    def delete(self, account: Account) -> None:
        """Delete a person."""
        self.revoke(account)
        self.accounts.pop(account.email, None)
        self.on_delete(account)

    def answer(self, ask: Ask) -> Answer:
        """What Clerk would say."""
        self.asked.append(f"{ask.method} {ask.path}")
        odd = self.trouble(ask)
        if odd is not None:
            return odd
        try:
            return self._route(ask)
        except RefusedError as refused:
            return Answer(refused.status, refused.said)

    def _route(self, ask: Ask) -> Answer:  # noqa: C901, PLR0911, PLR0912  (a line each)
        client = self._client(ask)
        match (ask.method, ask.path.strip("/").split("/")):
            case ("POST", ["dev_browser"]):
                return self._dev_browser(ask)
            case ("GET" | "POST" | "PATCH", ["environment"]):
                is_live = not self.clerk.is_development
                return Answer(said=resources.environment(is_live=is_live, now=time.time()))
            case ("GET", ["client", "handshake"]):
                return handshakes.handshake(self, ask, client)
            case ("GET", ["client"]):
                return Answer(said={"response": self._shown(client, ask), "client": None})
            case ("POST" | "PUT", ["client"]):
                client = client or self._new_client(ask)
                return self.said(client, self._shown(client, ask), ask)
            case ("POST", ["client", "sign_ins"]):
                client = client or self._new_client(ask)
                return entering.sign_in(self, client, ask)
            case ("POST", ["client", "sign_ins", _, "prepare_first_factor"]) if client:
                return self.said(client, clients.attempt(client), ask)
            case ("POST", ["client", "sign_ins", _, "attempt_first_factor"]) if client:
                return entering.try_factor(self, client, ask)
            case ("POST", ["client", "sign_ups"]):
                return entering.sign_up(self, client or self._new_client(ask), ask)
            case ("POST", ["client", "sign_ups", _, "prepare_verification"]) if client:
                return self.said(client, clients.enrolment(client), ask)
            case ("POST", ["client", "sign_ups", _, "attempt_verification"]) if client:
                return entering.verify(self, client, ask)
            case ("POST", ["client", "sessions", session_id, "touch"]):
                session = self._living(client, session_id)
                return self.said(client, self._session(session, ask), ask)
            case ("POST", ["client", "sessions", session_id, "tokens"]):
                session = self._living(client, session_id)
                return Answer(said={"object": "token", "jwt": self.token(session, ask.origin)})
            case ("DELETE", ["client", "sessions"]) if client:
                return self._sign_out(client, ask)
            case ("POST", ["client", "sessions", _, "remove" | "end"]) if client:
                return self._sign_out(client, ask)
            case ("GET", ["me", "sessions", "active"]):
                return Answer(said=self._devices(self._living(client), ask))
            case ("POST", ["me", "sessions", session_id, "revoke"]):
                return self._revoke(self._living(client), session_id, ask)
            case ("DELETE", ["me"]):
                account = self._living(client).account
                self.delete(account)
                return self.said(client, {"object": "user", "id": account.id, "deleted": True}, ask)
            case ("GET", ["me"]):
                return self.said(client, self._living(client).account.user, ask)
        raise RefusedError(404, "resource_not_found", f"{ask.method} {ask.path} is not here")

    # Browsers

    def _client(self, ask: Ask) -> Client | None:
        return self.clients.get(ask.form.get(DEV_BROWSER) or ask.cookies.get(CLIENT) or "")

    def _new_client(self, ask: Ask) -> Client:
        name = ask.form.get(DEV_BROWSER) or f"client_{secrets.token_hex(12)}"
        self.clients[name] = Client(name)
        return self.clients[name]

    def _dev_browser(self, ask: Ask) -> Answer:
        name = f"dvb_{secrets.token_hex(12)}"
        return Answer(said={"id": name, "token": name})

    def said(self, client: Client | None, response: Any, ask: Ask) -> Answer:
        """An answer with the whole client beside it."""
        answer = Answer(said={"response": response, "client": self._shown(client, ask)})
        if client is not None and not self.clerk.is_development:
            secure = "; Secure" if ask.origin.startswith("https") else ""
            answer.set_cookies = [f"{CLIENT}={client.id}; HttpOnly; {FOREVER}{secure}", *self._uat(client, ask)]
        return answer

    def _uat(self, client: Client, ask: Ask) -> list[str]:
        """The site's own cookie, which a Frontend API on a neighbouring host sets for it."""
        host = urlsplit(ask.origin).hostname or ""
        domain = f"; Domain={host}" if not self.clerk.proxy_url else ""
        names = ("__client_uat", f"__client_uat_{self.clerk.cookie_suffix}")
        return [f"{name}={client.uat}; {FOREVER}{domain}" for name in names]

    def _shown(self, client: Client | None, ask: Ask) -> dict[str, Any] | None:
        if client is None:
            return None
        living = client.session
        return {
            "object": "client", "id": client.id, "sign_in": clients.attempt(client) if client.attempt else None,
            "sign_up": clients.enrolment(client) if client.enrolment else None,
            "sessions": [self._session(each, ask) for each in client.sessions if each.status == "active"],
            "last_active_session_id": living.id if living else None, "cookie_expires_at": None,
            "captcha_bypass": True, "created_at": 1, "updated_at": int(time.time() * 1000),
        }  # fmt: skip

    # Sessions

    def token(self, session: Session, origin: str, **changes: Any) -> str:
        """A session token, as good for as long as this instance's are."""
        now = int(time.time())
        said: dict[str, Any] = {
            "sub": session.account.id, "sid": session.id, "azp": self.party or origin, "iat": now, "nbf": now - 10,
            "exp": now + self.life, "iss": self.clerk.proxy_url or self.clerk.issuer, "jti": secrets.token_hex(8),
        }  # fmt: skip
        return signing.token(**said | changes)

    def _session(self, session: Session, ask: Ask) -> dict[str, Any]:
        now = int(time.time() * 1000)
        account = session.account
        return {
            "object": "session", "id": session.id, "status": session.status, "expire_at": now + 10**9,
            "abandon_at": now + 2 * 10**9, "last_active_at": now, "last_active_organization_id": None, "actor": None,
            "factor_verification_age": [0, -1], "tasks": None, "user": account.user, "latest_activity": resources.activity(session.id),
            "public_user_data": {
                "first_name": account.first_name, "last_name": None, "image_url": "", "has_image": False,
                "identifier": account.email, "user_id": account.id,
            },
            "last_active_token": {"object": "token", "jwt": self.token(session, ask.origin)},
            "created_at": int(session.since * 1000), "updated_at": now,
        }  # fmt: skip

    def _living(self, client: Client | None, session_id: str | None = None) -> Session:
        session = client.session if client else None
        if session is None or (session_id is not None and session.id != session_id):
            raise RefusedError(401, "authentication_invalid", "Invalid authentication")
        return session

    def begin(self, client: Client, account: Account) -> Session:
        """Somebody's session in a browser."""
        session = Session(f"sess_{secrets.token_hex(10)}", account)
        client.sessions.append(session)
        client.uat = int(time.time())
        return session

    def _sign_out(self, client: Client, ask: Ask) -> Answer:
        for session in client.sessions:
            session.status = "removed"
        client.uat, client.attempt = 0, {}
        return self.said(client, self._shown(client, ask), ask)

    def _devices(self, session: Session, ask: Ask) -> list[dict[str, Any]]:
        return [self._session(each, ask) for each in self.living(session.account)]

    def _revoke(self, session: Session, session_id: str, ask: Ask) -> Answer:
        for each in self.living(session.account):
            if each.id == session_id:
                each.status = "revoked"
        return self.said(None, self._session(session, ask) | {"status": "revoked"}, ask)
