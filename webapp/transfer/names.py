"""Which exercise of the catalogue a name in a file means: by rules that lose a little more with each step (pure).

A name is compared as it stands, then without punctuation, then with plurals and spellings made one, then without
the order of its words, then with the equipment that its exercise has anyway. The first step that knows the name
decides; where a step knows two exercises for it, the name is not guessed.

`other_names.csv` has names that only files use. They are no aliases of the catalogue, for a phone keeps those to search
them without signal.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from webapp.transfer.months import fold

_OTHER_NAMES = Path(__file__).with_name("other_names.csv")
# Spellings of one word or phrase. The right side is what is compared; longer phrases come first.
_PHRASES = (
    (r"\(?\beach (?:side|leg|arm|hand)\b\)?", " "),
    (r"\bpush[ -]?downs?\b", "pushdown"),
    (r"\bpull[ -]?downs?\b", "pulldown"),
    (r"\bpull[ -]?ups?\b", "pullup"),
    (r"\bchin[ -]?ups?\b", "chinup"),
    (r"\bpush[ -]?ups?\b|\bpress[ -]?ups?\b", "pushup"),
    (r"\bsit[ -]?ups?\b", "situp"),
    (r"\bstep[ -]?ups?\b", "stepup"),
    (r"\bmuscle[ -]?ups?\b", "muscleup"),
    (r"\bpull[ -]?overs?\b", "pullover"),
    (r"\bpull[ -]?throughs?\b", "pullthrough"),
    (r"\bpull[ -]?aparts?\b", "pullapart"),
    (r"\bkick[ -]?backs?\b", "kickback"),
    (r"\bdead[ -]?lifts?\b", "deadlift"),
    (r"\bt[ -]?bars?\b", "tbar"),
    (r"\bv[ -]?ups?\b", "vup"),
    (r"\be\.?-?z\.?[ -]?(?:curl )?bars?\b|\be-?z\b|\bcurl bar\b", "ezbar"),
    (r"\bcross[ -]?overs?\b", "crossover"),
    (r"\bbody[ -]?weight(?:ed)?\b", "bodyweight"),
    (r"\bbent[ -]?over\b|\bbentover\b", "bentover"),
    (r"\bclose[ -]?grip\b", "closegrip"),
    (r"\bwide[ -]?grip\b", "widegrip"),
    (r"\b(?:one|single|1)[ -]?arm(?:ed)?\b", "singlearm"),
    (r"\b(?:one|single|1)[ -]?legg?(?:ed)?\b", "singleleg"),
    (r"\bstiff[ -]?legg?(?:ed)?\b", "stiffleg"),
    (r"\bstraight[ -]?arm(?:ed)?\b", "straightarm"),
    (r"\bstraight[ -]?legg?(?:ed)?\b", "straightleg"),
    (r"\bfarmer'?s?'? (?:walk|carry)s?\b", "farmer walk"),
    (r"\bsmith(?: machine)?\b", "smithmachine"),
    (r"\bpec[ -]?dec?k\b", "pecdeck"),
    (r"\bfly(?:e|es|s)?\b|\bflies\b", "fly"),
    (r"\btriceps?\b", "tricep"),
    (r"\bbiceps?\b", "bicep"),
    (r"\babs?\b|\babdominals?\b", "ab"),
    (r"\bquad(?:s|riceps?)?\b", "quad"),
    (r"\bham(?:s|strings?)?\b", "hamstring"),
    (r"\bglutes?\b", "glute"),
    (r"\bdelt(?:s|oids?)?\b", "delt"),
    (r"\blat(?:s|issimus)?\b", "lat"),
    (r"\bdbs?\b|\bdumb ?bells?\b", "dumbbell"),
    (r"\bbbs?\b|\bbar ?bells?\b", "barbell"),
    (r"\bkbs?\b|\bkettle ?bells?\b", "kettlebell"),
    (r"\bresistance bands?\b", "band"),
    (r"\bmed(?:icine)? ?balls?\b", "medicineball"),
    (r"\bohp\b", "overhead press"),
    (r"\brdls?\b", "romanian deadlift"),
)  # fmt: skip
_SPELLINGS = tuple((re.compile(pattern), word) for pattern, word in _PHRASES)
# Words that end in s and are not plurals.
_SINGULAR = {"press", "cross", "bus", "triceps", "abs", "lats", "bench press"}
# Words that tell no exercise from another.
_IDLE = frozenset({"with", "the", "a", "on", "and", "of", "using", "to", "for", "in", "exercise"})
# Pairs of words whose order is a movement's direction.
_DIRECTIONS = ({"up", "down"}, {"low", "high"}, {"knee", "elbow"}, {"toe", "bar"})
# What apps mean different exercises by, in the spelling that is compared; these are asked about.
_AMBIGUOUS = frozenset({
    "shoulder press", "chest fly", "standing calf raise", "row", "tricep extension", "cable tricep extension",
    "calf extension", "chest supported row", "kickback", "cable kickback",
})  # fmt: skip
EQUIPMENT_WORDS = {
    "barbell": "barbell", "dumbbell": "dumbbell", "kettlebell": "kettlebell", "cable": "cable", "machine": "machine",
    "smith machine": "smithmachine", "band": "band", "bodyweight": "bodyweight", "ez bar": "ezbar",
    "plate": "plate", "suspension": "suspension", "medicine ball": "medicineball", "trap bar": "trapbar",
    "sled": "sled", "none": "bodyweight", "cardio machine": "machine",
}  # fmt: skip


@dataclass(frozen=True)
class Known:
    """An exercise that a name may mean: what it is called in the catalogue, its other names, its equipment."""

    name: str
    others: tuple[str, ...]
    equipment: str | None


def _as_written(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _bare(name: str) -> str:
    """Without accents and punctuation."""
    return " ".join(re.sub(r"[^\w']+", " ", fold(unicodedata.normalize("NFKC", name))).replace("'", "").split())


@lru_cache(maxsize=16_384)
def _spelled(name: str) -> str:
    """With one spelling for each word, in the singular."""
    text = fold(unicodedata.normalize("NFKC", name)).replace("\u2019", "'")
    for pattern, word in _SPELLINGS:
        text = pattern.sub(word, text)
    words = re.sub(r"[^\w]+", " ", text.replace("'s", "").replace("'", "")).split()
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    if len(word) <= 3 or word in _SINGULAR or word.endswith("ss") or not word.endswith("s"):  # noqa: PLR2004
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith(("shes", "ches", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def _words(name: str) -> str:
    """Without idle words and without their order, unless it says a direction."""
    return _unordered(_spelled(name).split(), _IDLE)


def _unordered(words: Sequence[str], idle: frozenset[str]) -> str:
    is_direction = any(pair <= set(words) for pair in _DIRECTIONS)
    return " ".join(words if is_direction else sorted(set(words) - idle))


# Words that seldom tell two exercises apart, and words for the same thing; asked last of all.
_WEAK = frozenset({"flat", "style", "movement", "training"})
_SAME = {
    "reversegrip": "underhand", "supinated": "underhand", "pronated": "overhand", "leverage": "plateloaded",
    "hammerstrength": "plateloaded", "narrowgrip": "closegrip", "supine": "lying", "military": "overhead",
}  # fmt: skip
_JOINED = (("reverse grip", "reversegrip"), ("hammer strength", "hammerstrength"), ("plate loaded", "plateloaded"),
           ("narrow grip", "narrowgrip"))  # fmt: skip


def _loosely(name: str) -> str:
    """Without weak words, and with one word for the same thing."""
    text = _spelled(name)
    for parts, word in _JOINED:
        text = text.replace(parts, word)
    return _unordered([_SAME.get(word, word) for word in text.split()], _IDLE | _WEAK)


_STEPS: tuple[Callable[[str], str], ...] = (_as_written, _bare, _spelled, _words, _loosely)


def other_names() -> Mapping[str, Sequence[str]]:
    """Names that only files use, by the key of their exercise in the catalogue."""
    found: dict[str, list[str]] = {}
    with _OTHER_NAMES.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["key"], []).append(row["name"])
    return found


class Names:
    """The names of all exercises, to be asked what a name means."""

    def __init__(self, exercises: Iterable[Known]) -> None:
        """Learn what each exercise is called."""
        self._steps: list[dict[str, set[str]]] = [{} for _ in _STEPS]
        self._with_equipment: dict[str, set[str]] = {}
        for exercise in exercises:
            for name in (exercise.name, *exercise.others):
                for step, known in zip(_STEPS, self._steps, strict=True):
                    known.setdefault(step(name), set()).add(exercise.name)
                word = EQUIPMENT_WORDS.get(exercise.equipment or "")
                if word:
                    self._with_equipment.setdefault(_joined(_loosely(name), word), set()).add(exercise.name)

    def find(self, name: str) -> str | None:
        """The exercise that a name means; None for one that is not known or could be several."""
        for step, known in zip(_STEPS, self._steps, strict=True):
            found = known.get(step(name))
            if not found and step is _as_written and _spelled(name) in _AMBIGUOUS:
                return None
            if found:
                return next(iter(found)) if len(found) == 1 else None
        found = self._with_equipment.get(_loosely(name))
        return next(iter(found)) if found and len(found) == 1 else None

    def match(self, names: Iterable[str]) -> Mapping[str, str | None]:
        """What each name means."""
        return {name: self.find(name) for name in names}


def _joined(words: str, word: str) -> str:
    return " ".join(sorted({*words.split(), word}))
