"""How the stand-in renews a document's browser on its way: what it sends back, and in which form."""

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from tests.auth import signing
from tests.clerk.clients import Client
from tests.clerk.wire import DEV_BROWSER, FOREVER, Answer, Ask

if TYPE_CHECKING:
    from tests.clerk.frontend_api import FrontendApi


def handshake(api: "FrontendApi", ask: Ask, client: Client | None) -> Answer:
    """Send a document's browser back with its session, as cookies to set: in the query, or kept under a number."""
    here = ask.form["redirect_url"]
    parts = urlsplit(here)
    origin = f"{parts.scheme}://{parts.netloc}"
    lines = _lines(api, client, origin, ask.form.get(DEV_BROWSER))
    if not api.clerk.is_development:
        nonce = f"hsn_{secrets.token_hex(10)}"
        api.nonces[nonce] = lines
        return Answer(
            307, location=here, set_cookies=[f"__clerk_handshake_nonce={nonce}; {FOREVER}; Domain={parts.hostname}"]
        )
    extra = urlencode({"__clerk_handshake": signing.handshake(*lines)})
    return Answer(307, location=f"{here}{'&' if parts.query else '?'}{extra}")


def _lines(api: "FrontendApi", client: Client | None, origin: str, dev_browser: str | None) -> list[str]:
    session = client.session if client else None
    suffix = f"_{api.clerk.cookie_suffix}"
    lines = []
    if api.clerk.is_development:
        name = dev_browser or f"dvb_{secrets.token_hex(12)}"
        lines += [f"{DEV_BROWSER}{each}={name}; {FOREVER}" for each in ("", suffix)]
    for each in ("", suffix):
        if session is None or client is None:
            lines += [f"__session{each}=; Path=/; Max-Age=0", f"__client_uat{each}=0; {FOREVER}"]
        else:
            token = api.token(session, origin)
            lines += [f"__session{each}={token}; {FOREVER}", f"__client_uat{each}={client.uat}; {FOREVER}"]
    return lines
