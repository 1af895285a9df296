"""How people come into the stand-in's sessions: by password, by a code, or as somebody new."""

import secrets
from typing import TYPE_CHECKING

from tests.clerk import clients
from tests.clerk.clients import Account, Client
from tests.clerk.wire import Answer, Ask, RefusedError

if TYPE_CHECKING:
    from tests.clerk.frontend_api import FrontendApi

CODE = "424242"


def sign_in(api: "FrontendApi", client: Client, ask: Ask) -> Answer:
    """Begin with an address, and with its password where that comes along."""
    identifier = ask.form.get("identifier", "")
    account = api.accounts.get(identifier)
    if account is None:
        raise RefusedError(422, "form_identifier_not_found", "Couldn't find your account.", param_name="identifier")
    client.attempt = {"id": f"sia_{secrets.token_hex(10)}", "account": account, "session": None}
    if ask.form.get("strategy") == "password":
        return try_factor(api, client, ask)
    return api.said(client, clients.attempt(client), ask)


def try_factor(api: "FrontendApi", client: Client, ask: Ask) -> Answer:
    """Show a password or a code."""
    account: Account = client.attempt["account"]
    if ask.form.get("strategy") == "password" and ask.form.get("password") != account.password:
        message = "Password is incorrect. Try again, or use another method."
        raise RefusedError(422, "form_password_incorrect", message, param_name="password")
    if ask.form.get("strategy") == "email_code" and ask.form.get("code") != CODE:
        raise RefusedError(422, "form_code_incorrect", "Incorrect code", param_name="code")
    client.attempt["session"] = api.begin(client, account)
    answer = api.said(client, clients.attempt(client), ask)
    client.attempt = {}
    return answer


def sign_up(api: "FrontendApi", client: Client, ask: Ask) -> Answer:
    """Begin with an address nobody has."""
    client.enrolment = {
        "id": f"sua_{secrets.token_hex(10)}",
        "form": dict(ask.form),
        "session": None,
        "account": None,
    }
    return api.said(client, clients.enrolment(client), ask)


def verify(api: "FrontendApi", client: Client, ask: Ask) -> Answer:
    """Show the code that was sent there, and be somebody."""
    if ask.form.get("code") != CODE:
        raise RefusedError(422, "form_code_incorrect", "Incorrect code", param_name="code")
    form = client.enrolment["form"]
    name = form.get("first_name") or "Somebody"
    account = Account(f"user_{secrets.token_hex(8)}", form["email_address"], form["password"], name)
    api.accounts[account.email] = account
    api.on_create(account)
    client.enrolment |= {"account": account, "session": api.begin(client, account)}
    answer = api.said(client, clients.enrolment(client), ask)
    client.enrolment = {}
    return answer
