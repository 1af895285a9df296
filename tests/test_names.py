"""How a name is stored, when two are the same, and that one nobody can see is none: in every form that takes a name."""

import unicodedata
import uuid

import pytest

from tests import reading
from tests.browsers import Browser
from tests.conftest import RunSql
from webapp.words import cleaned, is_visible, normal, normal_sql

INVISIBLE = (
    "\u200b", "\u2800", "\u3164", "\ufe0f", "\u202e", "\u2066\u2069", "\u200d\u200c", "\u00ad", "\u034f", "\u115f\u1160",
    "\uffa0", "\U000e0041\U000e007f", "\u00a0\u3000\u2003", "\ufeff \u2060", "\u0085\x07", "\u180e", "\u2028\u2029",
)  # fmt: skip


@pytest.mark.parametrize("text", ["", " ", *INVISIBLE], ids=ascii)
def test_what_nobody_can_see_is_nothing(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["-", "仰卧推举", "לחיצת חזה", "🏋️\u200d♀️", "\u200bPress", "é", "٣"])
def test_what_can_be_seen_is_something(text: str) -> None:
    assert is_visible(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Bench\u202e press", "Bench press"),
        ("\u2067Row\u2069", "Row"),
        ("Pull\u200b-\ufeffup", "Pull-up"),
        ("Sq\u200duat", "Squat"),
        ("Leg\tpress\r\nheavy", "Leg press heavy"),
        ("a\x07b", "a b"),
        ("  Hip \u00a0 thrust ", "Hip thrust"),
        ("Cafe\u0301", "Café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🦰", "👩\u200d🦰"),
        ("Ｐress ½", "Ｐress ½"),
        ("", ""),
    ],
)
def test_a_name_is_stored_on_one_line_without_what_turns_or_hides(typed: str, stored: str) -> None:
    assert cleaned(typed) == stored
    assert cleaned(stored) == stored


SAME = [
    ("Press", "ＰＲＥＳＳ"), ("Café", "CAFE\u0301"), ("ﬁve", "FIVE"), ("½ squat", "1⁄2 Squat"), ("Жим", "жим"), ("２", "2"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_names_are_the_same_whatever_their_width_and_case(one: str, other: str) -> None:
    assert normal(one) == normal(other)
    assert normal("Press") != normal("Presses")


def test_the_database_says_the_same_of_names(run_sql: RunSql) -> None:
    names = [*(name for pair in SAME for name in pair), "Überzug", "ÎLE", "Ѐ", "ﷺ", "Å", "ẛ̣", "が", "لا", *INVISIBLE]
    expression = normal_sql("CAST(%(name)s AS text)")
    for name in names:
        (row,) = run_sql(f"SELECT {expression} AS normal", name=name)
        assert row["normal"] == normal(name), ascii(name)


@pytest.mark.parametrize("typed", INVISIBLE[:6], ids=ascii)
def test_a_name_that_nobody_can_see_is_refused_wherever_one_is_needed(lifter: Browser, typed: str) -> None:
    plan = lifter.post("/plans", {"name": "Winter"}).location
    lifter.post(f"{plan}/days", {"name": "Push"})
    (day,) = (each.attrib["data-day"] for each in reading.classed(lifter.get(plan), "day"))
    asked = [("POST", "/exercises", False), ("PUT", plan, True), ("PUT", f"{plan}/days/{day}", True)]
    for method, path, htmx in asked:
        answer = lifter.send(method, path, data={"name": typed}, htmx=htmx)
        assert (answer.status_code, "This is needed." in answer.text) == (422, True), path


def test_an_own_exercise_is_the_same_however_its_name_is_written(lifter: Browser, run_sql: RunSql) -> None:
    assert lifter.post("/exercises", {"name": "Reverse\u202e Cafe\u0301 curl"}).status_code == 303
    again = lifter.post("/exercises", {"name": "ｒｅｖｅｒｓｅ CAFÉ Curl"})
    assert (again.status_code, "You have an exercise of that name already." in again.text) == (422, True)
    names = run_sql("SELECT name FROM exercises WHERE owner_id = %(id)s", id=lifter.user_id)
    assert names == [{"name": "Reverse Café curl"}]
    assert unicodedata.is_normalized("NFC", names[0]["name"])


@pytest.mark.parametrize("typed", ["ｒｅｖｅｒｓｅ", "cafe\u0301", "CAFÉ", "Ｃｕｒｌ"])
def test_a_search_finds_a_name_however_it_is_written(lifter: Browser, typed: str) -> None:
    name = f"Reverse Café curl {uuid.uuid4().hex[:6]}"
    lifter.post("/exercises", {"name": name})
    assert name in lifter.get("/exercises", query_string={"q": typed, "only": "own"}).text
