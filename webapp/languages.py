"""How people write dates and times, by the languages their browser asks for (pure).

The tables are what `Intl.DateTimeFormat` answers (Unicode CLDR 48) for a date with the month's name, and for an hour.
They list what differs from day, month, year and from 24 hours. A language with a region is looked for first.
"""

import re
from functools import lru_cache

from webapp.clock import Hours, Order


def _tags(listed: str, *more: str) -> frozenset[str]:
    """The tags of a list: of English in these regions, and `more` of other languages."""
    return frozenset([f"en-{region}" for region in listed.split()] + [tag for each in more for tag in each.split()])


_MONTH_FIRST = _tags("", "ak am ee en fil kn om or so tl xh zu fa-af sd-in")
_YEAR_FIRST = _tags(
    "",
    "bo ce cv dz eu gv hu ii ja ki kk kl ko ks kw ky lg lt lv ml mn my nd ne os ps sd se sg si sn st tn tt ug yue za",
    "zh ku-iq pa-pk uz-af",
)
_DAY_FIRST = _tags(
    """001 150 ae ag ai at au bb be bm bs bw bz cc ch ck cm cx cy cz de dg dk dm ee er es fi fj fk fm fr gb gd ge gg gh
    gi gm gs gy hk hu id ie il im in io it je jm ke ki kn ky lc lr ls lt lv mg mo ms mt mu mv mw my na nf ng nl no nr nu
    nz pg pk pl pn pt pw ro rw sb sc sd se sg sh si sk sl ss sx sz tc tk to tt tv tz ua ug vc vg vu ws za zm zw""",
    "se-fi",
)
_TWELVE = _tags(
    "",
    "ak am ar as bn ckb dz ee el en fil gu haw hi km kn ko ks mi ml mr ms om or pa qu sa sd so sq ta te ti tl to ur",
    "yue es-ar es-bo es-cl es-co es-cr es-cu es-do es-ec es-gt es-hn es-mx es-ni es-pa es-pe es-ph es-pr es-py es-sv",
    "es-us es-uy es-ve ff-gh ff-gm ff-lr ff-mr ff-sl fr-dj fr-dz fr-mr fr-sy fr-td fr-tn fr-vu af-na bo-in ha-gh",
    "ku-iq ne-in ps-pk pt-mo st-ls tr-cy zh-hk zh-mo zh-my zh-sg zh-tw",
)
# Regions whose people count 24 hours in a language that otherwise counts twelve.
_TWENTY_FOUR = _tags(
    """150 ai at be bi bw bz cc ch ck cm cx cz de dg dk ee es fi fk fr gb ge gg gi gs hu id ie il im io it je jp ke lt
    lv mg ms mt mu mv nf ng nl no nr nu pl pn pt ro rw sc se sh si sk sx tk tv tz ua ug za zw""",
    "ar-il ar-km ar-ma ckb-ir ee-tg ko-cn ms-id om-ke so-ke sq-mk sq-xk ta-lk yue-cn",
)
_TAG = re.compile(r"([a-z]{2,3})(?:-[a-z]{4})?(?:-([a-z]{2}|\d{3}))?(?:-|$)", re.IGNORECASE)


@lru_cache(maxsize=256)
def habits(accepted: str) -> tuple[Order, Hours]:
    """The order of a date and the hours of a clock, for an `Accept-Language` header; day first and 24 without one."""
    found = _TAG.match(_first(accepted))
    if found is None:
        return "day", 24
    language, region = (part.lower() for part in (found[1], found[2] or ""))
    tags = [f"{language}-{region}", language]
    order: Order = "day"
    for tag in tags:
        if tag in _DAY_FIRST:
            break
        if tag in _MONTH_FIRST or tag in _YEAR_FIRST:
            order = "month" if tag in _MONTH_FIRST else "year"
            break
    twelve = next((tag in _TWELVE for tag in tags if tag in _TWELVE or tag in _TWENTY_FOUR), False)
    return order, 12 if twelve else 24


def _first(accepted: str) -> str:
    """The language that is wanted most (RFC 9110, 12.5.4); of equal ones the first."""
    best, most = "", 0.0
    for part in accepted.split(","):
        tag, _, weight = part.strip().partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        quality = float(found[1]) if found else 0.0 if weight else 1.0
        if quality > most:
            best, most = tag.strip(), quality
    return best
