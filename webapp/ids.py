"""Names for rows: time-ordered, made here or on the phone, never by the database."""

import secrets
import time
import uuid


def uuid7() -> uuid.UUID:
    """A UUIDv7 (RFC 9562, 5.7): 48 bits of Unix milliseconds, then 74 random bits.

    The standard library has its own from Python 3.14 on.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | secrets.randbits(80)
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)


TAIL = 2**48


def nth(parent: uuid.UUID, n: int) -> uuid.UUID:
    """The id of the n-th thing made together with `parent`: its last 48 bits, counted on.

    So a phone without signal and the server, each by itself, name the rows of an exercise alike.
    """
    return uuid.UUID(int=parent.int - parent.int % TAIL + (parent.int + n) % TAIL)
