"""Who signs people in: Clerk in production, the local provider with the embedded default."""

from dataclasses import dataclass
from typing import Protocol

from flask import Response, current_app

from webapp import security, web
from webapp.auth import cookies, handshake
from webapp.auth.queries import Lifter
from webapp.auth.state import Handshake
from webapp.config import Clerk


@dataclass(frozen=True)
class Script:
    """The provider's script, which a page's own loads and which gives it `window.Clerk`.

    `suffix` is that of the cookies it keeps, `components` the script that draws its forms.
    """

    url: str
    suffix: str
    publishable_key: str | None = None
    proxy_url: str | None = None
    components: str | None = None


class IdentityProvider(Protocol):
    """What the pages about a person, and the frame of every page, ask of whoever signs people in."""

    def script(self) -> Script:
        """What every signed-in page loads, once it is usable."""

    def sign_in(self, next_path: str) -> Response:
        """The page where a person signs in, and goes on to `next_path`."""

    def sign_up(self, next_path: str) -> Response:
        """The page where a new person signs up, and goes on to `next_path`."""

    def account(self, lifter: Lifter) -> Response:
        """The page where a lifter sees to who they are, where they are signed in, and to being deleted."""

    def sign_out(self) -> Response:
        """End the session in this browser."""

    def renew(self, asked: Handshake, here: str) -> Response:
        """Send a document's browser to where its session is renewed, and back `here`, the document's public URL."""


def provider() -> IdentityProvider:
    """Whoever signs people in here."""
    found: IdentityProvider = current_app.extensions["identity_provider"]
    return found


class ClerkProvider:
    """Clerk's own components, loaded from its Frontend API as its documentation says."""

    def __init__(self, clerk: Clerk) -> None:
        """Serve the pages of one Clerk instance."""
        self._clerk = clerk

    def script(self) -> Script:
        """clerk-js, and where its components are to be had, which come only where they are shown."""
        clerk = self._clerk
        return Script(
            url=clerk.js_url or f"{clerk.frontend_url}/npm/@clerk/clerk-js@6/dist/clerk.browser.js",
            suffix=clerk.cookie_suffix,
            publishable_key=clerk.publishable_key,
            proxy_url=clerk.proxy_url,
            components=f"{clerk.frontend_url}/npm/@clerk/ui@1/dist/ui.browser.js",
        )

    def sign_in(self, next_path: str) -> Response:
        """Clerk's sign-in component in our page."""
        security.allow_components()
        return web.page("auth/sign_in.html", next_path=next_path)

    def sign_up(self, next_path: str) -> Response:
        """Clerk's sign-up component in our page."""
        security.allow_components()
        return web.page("auth/sign_up.html", next_path=next_path)

    def account(self, lifter: Lifter) -> Response:
        """Clerk's profile component in our page."""
        security.allow_components()
        return web.page("auth/account.html", lifter=lifter)

    def sign_out(self) -> Response:
        """Forget the session here, and let Clerk's script end it with Clerk.

        It is out of this browser even where that script is blocked: until it runs here again.
        """
        response = web.page("auth/sign_out.html")
        for name in cookies.names(self._clerk):
            response.delete_cookie(name)
        response.headers["Cache-Control"] = "no-store"
        return response

    def renew(self, asked: Handshake, here: str) -> Response:
        """By 307 to Clerk's Frontend API, where the browser's own session lives."""
        return web.go_on(handshake.address(asked, self._clerk, here))
