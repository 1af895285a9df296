"""An instance of Clerk's in miniature: RSA keys, and the tokens, cookies and key lists they make."""

import base64
import json
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from webapp.config import Clerk

HOST = "words-and-12.clerk.accounts.dev"
ISSUER = f"https://{HOST}"
ORIGIN = "https://topset.example"
CATEGORY = "cl_B7d4PD111AAA"
KID = "ins_1"
_ENCODED_HOST = base64.b64encode(f"{HOST}$".encode()).decode().rstrip("=")
PUBLISHABLE_KEY = f"pk_test_{_ENCODED_HOST}"
LIVE_KEY = f"pk_live_{_ENCODED_HOST}"


@cache
def key(name: str = KID) -> RSAPrivateKey:  # noqa: ARG001  (what the cache goes by)
    """A private key; the same one for the same name."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(name: str = KID) -> str:
    """The public half, as Clerk's dashboard shows it."""
    return key(name).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def jwks(*names: str) -> bytes:
    """The public halves, as `/.well-known/jwks.json` lists them."""
    algorithm = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    listed = [json.loads(algorithm.to_jwk(key(name).public_key())) for name in names]
    return json.dumps(
        {"keys": [{**each, "kid": name, "use": "sig"} for each, name in zip(listed, names, strict=True)]}
    ).encode()


def instance(*parties: str, pem: str | None = None, live: bool = False) -> Clerk:
    """The instance as the app is configured for it: for development, or `live`."""
    return Clerk(LIVE_KEY if live else PUBLISHABLE_KEY, "sk_test_x", "whsec_x", jwt_key=pem, authorized_parties=parties)


def claims(**changes: Any) -> dict[str, Any]:
    """A session token's claims, made now; a claim given as None is left out."""
    now = int(time.time())
    usual = {
        "azp": ORIGIN, "exp": now + 60, "fva": [0, -1], "iat": now, "iss": ISSUER, "jti": "1", "nbf": now - 10,
        "sid": "sess_1", "sts": "active", "sub": "user_1", "v": 2,
    }  # fmt: skip
    return {name: value for name, value in {**usual, **changes}.items() if value is not None}


def token(*, signed_by: str = KID, header: dict[str, Any] | None = None, **changes: Any) -> str:
    """A session token; `header` and `changes` say what is different about it."""
    said = {"kid": signed_by, "cat": CATEGORY, **(header or {})}
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(claims(**changes), key(signed_by), algorithm="RS256", headers=said)


def handshake(*lines: object, signed_by: str = KID, header: dict[str, Any] | None = None, **claims: Any) -> str:
    """What the Frontend API sends a browser back with: `Set-Cookie` lines in a token without an end."""
    said = {"kid": signed_by, "cat": CATEGORY, **(header or {})}
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode({"handshake": list(lines), **claims}, key(signed_by), algorithm="RS256", headers=said)


def renewed(session: str, uat: int | None = None) -> list[str]:
    """The lines that sign a browser in."""
    given = cookies(session, uat)
    return [f"{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax" for name, value in given.items()]


SIGNED_OUT = [
    "__session=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; SameSite=Lax",
    "__client_uat=0; Path=/; Max-Age=31536000; SameSite=Lax",
]


def cookies(session: str, uat: int | None = None) -> dict[str, str]:
    """The plain cookies of a browser that signed in a minute ago, or at `uat`."""
    return {"__session": session, "__client_uat": str(int(time.time()) - 60 if uat is None else uat)}
