"""What people write in names: how a name is stored, and when two names are the same (pure).

Unicode's terms: normalization forms NFC and NFKC are https://unicode.org/reports/tr15/, and what a reader can't see is
mostly `Default_Ignorable_Code_Point` of https://unicode.org/reports/tr44/.
"""

import re
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, Field

# Letters that are drawn as nothing: the fillers of Hangul and braille's blank, and joiners and selectors, which only
# change what stands beside them.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]")
# Controls, separators, and marks of format: overrides of the direction, joiners, zero-width spaces.
_UNSEEN = {"Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs"}
# What a name may not hold: what changes the direction of what follows it, and what has no width and joins nothing.
_STRIPPED = re.compile("[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
# A joiner shapes letters of Persian and of India, and emoji; between two of ours it is nothing but a second spelling.
_JOINER = re.compile("(?<=[\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f]|$)|^[\u200c\u200d]+")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def is_visible(text: str) -> bool:
    """Whether there is anything to see."""
    return any(unicodedata.category(sign) not in _UNSEEN for sign in _BLANK.sub("", text))


def cleaned(name: str) -> str:
    """A name as it is stored: in NFC, on one line, without what can't be seen and what turns its surroundings."""
    spaced = _SPACES.sub(" ", _STRIPPED.sub("", name)).strip()
    return unicodedata.normalize("NFC", _JOINER.sub("", spaced))


def normal(name: str) -> str:
    """What two names have in common that count as the same: NFKC, in small letters. `normal_sql` says the same."""
    return unicodedata.normalize("NFKC", name).lower()


def normal_sql(name: str) -> str:
    """`normal` of an SQL expression of text, immutable, as the unique index has it."""
    return f"lower(normalize({name}, NFKC))"


def _clean(name: object) -> object:
    return cleaned(name) if isinstance(name, str) else name


# For a field that takes a name, after its length.
CLEANED = BeforeValidator(_clean)
Name = Annotated[str, Field(max_length=100), CLEANED]
