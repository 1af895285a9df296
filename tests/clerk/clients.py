"""The browsers and people of the stand-in, and what is told of a sign-in or sign-up on its way."""

import time
from dataclasses import dataclass, field
from typing import Any

from tests.clerk import resources


@dataclass
class Account:
    """A person who may sign in."""

    id: str
    email: str
    password: str
    first_name: str

    @property
    def user(self) -> dict[str, Any]:
        """What is told of them."""
        return resources.user(self.id, self.email, self.first_name)


@dataclass
class Session:
    """One browser's session of a person's."""

    id: str
    account: Account
    status: str = "active"
    since: float = field(default_factory=time.time)


@dataclass
class Client:
    """One browser, and the sign-in or sign-up it is in the middle of."""

    id: str
    sessions: list[Session] = field(default_factory=list)
    attempt: dict[str, Any] = field(default_factory=dict)
    enrolment: dict[str, Any] = field(default_factory=dict)
    uat: int = 0

    @property
    def session(self) -> Session | None:
        """The one that lives."""
        return next((each for each in self.sessions if each.status == "active"), None)


def attempt(client: Client) -> dict[str, Any]:
    """The sign-in a browser is in the middle of."""
    account, session = client.attempt["account"], client.attempt["session"]
    code = {
        "strategy": "email_code", "safe_identifier": account.email, "email_address_id": f"idn_{account.email}",
        "primary": True,
    }  # fmt: skip
    return {
        "object": "sign_in_attempt", "id": client.attempt["id"], "status": "complete" if session else "needs_first_factor",
        "supported_identifiers": ["email_address"], "supported_first_factors": [{"strategy": "password"}, code],
        "supported_second_factors": None, "identifier": account.email, "user_data": {"first_name": account.first_name, "image_url": "", "has_image": False},
        "first_factor_verification": _verification(), "second_factor_verification": None,
        "created_session_id": session.id if session else None, "abandon_at": int(time.time() * 1000) + 10**8,
    }  # fmt: skip


def enrolment(client: Client) -> dict[str, Any]:
    """The sign-up a browser is in the middle of."""
    form, session, account = (client.enrolment[name] for name in ("form", "session", "account"))
    missing = [] if session else ["email_address"]
    return {
        "object": "sign_up_attempt", "id": client.enrolment["id"], "status": "complete" if session else "missing_requirements",
        "required_fields": ["email_address", "password"], "optional_fields": ["first_name", "last_name"],
        "missing_fields": [], "unverified_fields": missing, "username": None, "first_name": form.get("first_name"),
        "last_name": form.get("last_name"), "email_address": form.get("email_address"), "phone_number": None,
        "web3_wallet": None, "has_password": True, "unsafe_metadata": {}, "external_account": None,
        "verifications": {
            "email_address": {**_verification(), "next_action": "needs_attempt", "supported_strategies": ["email_code"]},
            "phone_number": None, "web3_wallet": None, "external_account": None,
        },
        "created_session_id": session.id if session else None, "created_user_id": account.id if account else None,
        "abandon_at": int(time.time() * 1000) + 10**8,
    }  # fmt: skip


def _verification() -> dict[str, Any]:
    return {
        "object": "verification", "status": "unverified", "strategy": "email_code", "attempts": 0,
        "expire_at": int(time.time() * 1000) + 600_000, "error": None,
    }  # fmt: skip
