"""Credentials taken out of text that is about to be written down (pure).

The log is made of fields that hold none. This is the second lock: a library's message, an exception
or a path may still quote one.
"""

import logging
import re

GONE = "[scrubbed]"
# A value ends where a URL, a cookie, a header or a quotation ends.
_VALUE = r"""[^\s&;,'"\\<>]"""
_EQUALS = r"""['"]?\s*(?:[=:]|%3D|%253D)\s*['"]?"""
# Clerk's cookies and query parameters, and the local provider's.
_NAME = r"__(?:session|client|clerk|refresh|topset)\w{0,40}?"
_HEADER = r"""((?:Set-)?Cookie|Authorization|svix-signature)(['"]?\s*[=:,]\s*['"]?)"""

# Lengths are bounded where a search could begin anew at every place: a line may quote whatever somebody sent.
_PATTERNS = (
    # Tokens: what every JWT's header begins with is `{"` in base64.
    (re.compile(r"eyJ[\w-]{6,}(?:\.[\w-]*){0,2}"), GONE),
    (re.compile(r"\b(sk_(?:test|live)|whsec|dvb)_[\w+/=-]+"), rf"\1_{GONE}"),
    (re.compile(rf"({_NAME})({_EQUALS}){_VALUE}+", re.IGNORECASE), rf"\1\2{GONE}"),
    (re.compile(rf"\b(nonce)(=|%3D){_VALUE}+", re.IGNORECASE), rf"\1\2{GONE}"),
    (re.compile(rf"\b(Bearer|Basic)(\s+){_VALUE}{{8,}}", re.IGNORECASE), rf"\1\2{GONE}"),
    (re.compile(rf"\b{_HEADER}[^\r\n]+", re.IGNORECASE), rf"\1\2{GONE}"),
    # The password of a database's address.
    (re.compile(r"(://[^\s:/@]{0,200}:)[^\s@/]{1,200}(@)"), rf"\1{GONE}\2"),
)


def scrub(text: str) -> str:
    """`text` with tokens, keys, cookies and passwords replaced."""
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


class Scrubbed(logging.Formatter):
    """What another formatter makes of a record, scrubbed."""

    def __init__(self, inner: logging.Formatter | None) -> None:
        """Go over what `inner` writes."""
        super().__init__()
        self._inner = inner or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        """The inner formatter's text without credentials."""
        return scrub(self._inner.format(record))
