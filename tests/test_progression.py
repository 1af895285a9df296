"""What to do next, worked by hand: each table is a lifter's sessions, newest first."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.plates import USUAL, Gym, Loads, Steps, load
from webapp.progression import COURSES, Done, Measure, Past, Progression, Proposal, Reason, Rule, propose
from webapp.reasons import words
from webapp.strength import Kind

D = Decimal
LOAD, REPS, TIME, DISTANCE = Measure
LINEAR, DOUBLE = Rule(Progression.LINEAR), Rule(Progression.DOUBLE)
RULES = (Rule(), LINEAR, DOUBLE)
# Nothing is known of this equipment, so a step is a step.
LOADS = Loads(USUAL["kg"], "cable", D("2.5"))


def past(  # noqa: PLR0913  (one argument a column of the tables)
    reps: str,
    weight: str,
    least: int = 5,
    most: int | None = 5,
    *,
    asked: str | None = "100",
    planned: str | None = "100",
) -> Past:
    """A session: `5 5 4` at one load or at `100/90/80`, where `asked` and `least` to `most` were intended."""
    counts, weights = reps.split(), weight.split("/")
    sets = tuple(
        Done(
            {REPS: D(least)} | ({} if asked is None else {LOAD: D(asked)}),
            {REPS: D(each), LOAD: D(weights[number % len(weights)])},
            least,
            most,
        )
        for number, each in enumerate(counts)
    )
    return Past(sets, {} if planned is None else {LOAD: D(planned)})


def proposed(rule: Rule, pasts: Sequence[Past], planned: str | None = "100", loads: Loads = LOADS) -> Proposal:
    return propose(Kind.WEIGHT_REPS, rule, {} if planned is None else {LOAD: D(planned)}, pasts, loads)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("planned", ["100", None])
def test_the_first_session_is_as_planned(rule: Rule, planned: str | None) -> None:
    amount = None if planned is None else D(planned)
    for pasts in ([], [Past(())], [Past((Done({LOAD: D(100)}, {}, 5, 5),))]):
        assert proposed(rule, pasts, planned) == Proposal(LOAD, amount, Reason.PLANNED)


def test_without_a_rule_the_plan_is_the_plan() -> None:
    assert proposed(Rule(), [past("9 9 9", "120")]) == Proposal(LOAD, D(100), Reason.PLANNED)


# Linear, 3 × 5 with steps of 2.5 kg and a deload of 10 % after three misses in a row.
@pytest.mark.parametrize(
    ("sessions", "weight", "reason"),
    [
        ([("5 5 5", "100", "100")], "102.5", Reason.ADD),
        ([("5 5 7", "100", "100")], "102.5", Reason.ADD),
        ([("5 5 4", "100", "100")], "100", Reason.REPEAT),
        ([("5 5 4", "100", "100"), ("5 5 4", "100", "100")], "100", Reason.REPEAT),
        ([("5 5 4", "100", "100"), ("5 4 4", "100", "100"), ("5 4 3", "100", "100")], "90", Reason.DELOAD),
        ([("5 5 4", "100", "100")] * 2 + [("5 5 5", "97.5", "97.5"), ("5 4 3", "97.5", "97.5")], "100", Reason.REPEAT),
        ([("5 5 5", "90", "90")] + [("5 5 4", "100", "100")] * 3, "92.5", Reason.ADD),
        ([("5 5 4", "90", "90")] + [("5 5 4", "100", "100")] * 3, "80", Reason.DELOAD),
        ([("5 5 0", "100", "100")], "100", Reason.REPEAT),
        ([("5 5 5", "101", "101")], "103.5", Reason.ADD),
        ([("5 5 4", "2.5", "2.5")] * 3, "2.5", Reason.LOWEST),
        ([("5 5 4", "82.5", "82.5")] * 3, "72.5", Reason.DELOAD),
    ],
)
def test_linear(sessions: list[tuple[str, str, str]], weight: str, reason: Reason) -> None:
    found = proposed(LINEAR, [past(reps, lifted, asked=asked) for reps, lifted, asked in sessions])

    assert (found.amount, found.reason) == (D(weight), reason)


# Double, 3 × 8–12: reps climb, then the load.
@pytest.mark.parametrize(
    ("sessions", "weight", "reason"),
    [
        (["12 12 12"], "102.5", Reason.ADD),
        (["13 12 12"], "102.5", Reason.ADD),
        (["12 12 11"], "100", Reason.CLIMB),
        (["8 8 8"], "100", Reason.CLIMB),
        (["9 8 7"], "100", Reason.REPEAT),
        (["9 8 7", "8 8 7", "8 7 7"], "90", Reason.DELOAD),
        (["9 8 7", "8 8 8", "8 7 7", "8 7 7"], "100", Reason.REPEAT),
    ],
)
def test_double(sessions: list[str], weight: str, reason: Reason) -> None:
    found = proposed(DOUBLE, [past(reps, "100", 8, 12) for reps in sessions])

    assert (found.amount, found.reason) == (D(weight), reason)


# What counts as done, and which load is gone on from: 3 × 5 at 100 kg.
@pytest.mark.parametrize(
    ("lifted", "weight", "reason", "short"),
    [
        ("100/90/80", "100", Reason.REPEAT, LOAD),
        ("99.5/100/100", "100", Reason.REPEAT, LOAD),
        ("90", "100", Reason.REPEAT, LOAD),
        ("1000/100/100", "102.5", Reason.ADD, None),
        ("100/100/200", "102.5", Reason.ADD, None),
        ("1000", "102.5", Reason.ADD, None),
        ("105", "107.5", Reason.ADD, None),
        ("105/110/107.5", "107.5", Reason.ADD, None),
        ("10/100/100", "100", Reason.REPEAT, LOAD),
    ],
)
def test_a_set_is_done_at_its_planned_load_or_more(
    lifted: str, weight: str, reason: Reason, short: Measure | None
) -> None:
    found = proposed(LINEAR, [past("5 5 5", lifted)])

    assert (found.amount, found.reason, found.short) == (D(weight), reason, short)


@pytest.mark.parametrize(
    ("lifted", "weight"),
    [("60", "62.5"), ("60/60/600", "62.5"), ("60/60/6", "62.5"), ("100/90/80", "82.5"), ("60/70/70", "72.5")],
)
def test_a_plan_without_a_load_goes_by_what_most_sets_had(lifted: str, weight: str) -> None:
    assert proposed(LINEAR, [past("5 5 5", lifted, asked=None, planned=None)], None).amount == D(weight)


def test_lighter_sets_are_judged_by_their_own_load() -> None:
    def session(*lifted: str) -> Past:
        pyramid = [("100", 5), ("80", 8)]
        sets = [
            Done({LOAD: D(asked), REPS: D(reps)}, {LOAD: D(load), REPS: D(reps)}, reps, reps)
            for (asked, reps), load in zip(pyramid, lifted, strict=True)
        ]
        return Past(tuple(sets), {LOAD: D(100)})

    assert proposed(LINEAR, [session("100", "80")]).amount == D("102.5")
    assert proposed(LINEAR, [session("100", "90")]).amount == D("102.5")
    assert proposed(LINEAR, [session("100", "77.5")]).reason is Reason.REPEAT


def test_misses_of_different_sorts_are_counted_together() -> None:
    found = proposed(LINEAR, [past("5 5 4", "100"), past("5 5 5", "100/90/80")])

    assert (found.reason, found.misses, found.short) == (Reason.REPEAT, 2, None)


def test_who_changes_the_plan_is_believed_until_it_was_lifted() -> None:
    lifted = past("5 5 5", "100")

    assert proposed(LINEAR, [lifted], "80") == Proposal(LOAD, D(80), Reason.CHANGED)
    assert proposed(LINEAR, [past("5 5 5", "80", asked="80", planned="80"), lifted], "80").amount == D("82.5")
    assert proposed(LINEAR, [past("5 5 5", "102.5", asked="102.5")], "102.5").amount == D(105)


def test_misses_and_the_deload_are_the_slots_own() -> None:
    missed = [past("5 5 4", "100")]

    found = proposed(replace(LINEAR, misses=1, deload_percent=20), missed)
    assert found == Proposal(LOAD, D(80), Reason.DELOAD, D(-20), misses=1, short=REPS)
    assert proposed(replace(LINEAR, misses=1, deload_percent=0), missed).reason is Reason.REPEAT


# ---- The eight kinds.


def course(asked: str, did: str) -> tuple[dict[Measure, Decimal], ...]:
    """`20kg 8r` and the like: kg, r(eps), s(econds), k(ilo)m(etres) or m."""
    names = {"kg": LOAD, "r": REPS, "s": TIME, "km": DISTANCE, "m": DISTANCE}

    def amounts(text: str) -> dict[Measure, Decimal]:
        words_ = [(each.rstrip("kgrsm"), each[len(each.rstrip("kgrsm")) :]) for each in text.split()]
        return {names[unit]: D(number) for number, unit in words_}

    return amounts(asked), *(amounts(each) for each in did.split(", ") if did)


def session(asked: str, did: str, most: int | str | None = "same") -> Past:
    """A session whose sets were all asked for the same."""
    intended, *done = course(asked, did)
    least = int(intended[REPS]) if REPS in intended else None
    top = least if most == "same" else most
    return Past(tuple(Done(intended, each, least, top) for each in done), intended)  # type: ignore[arg-type]


K = Kind
MACHINE = Loads(
    replace(USUAL["kg"], steps={"machine": Steps(D(5), D(60), D(5))}), "machine", D("2.5"), may_be_none=True
)
EXTRA = replace(LOADS, may_be_none=True)
TABLE: list[tuple[Kind, Rule, str, str, str | None, str]] = [
    # Help shrinks with success, and grows with a deload.
    (K.ASSISTED_BODYWEIGHT, LINEAR, "20kg 8r", "20kg 8r, 20kg 8r, 20kg 8r", "17.5", "2.5 kg less help: every set reached its reps last time."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "20kg 8r", "17.5kg 8r, 17.5kg 8r", "15", "2.5 kg less help: every set reached its reps last time."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "20kg 8r", "20kg 8r, 20kg 7r", "20", "Same help again: reps were missed once."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "20kg 8r", "20kg 8r, 30kg 8r", "20", "Same help again: sets had more help than planned once."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "20kg 8r", "20kg 8r, 2kg 8r", "17.5", "2.5 kg less help: every set reached its reps last time."),
    (K.ASSISTED_BODYWEIGHT, replace(LINEAR, misses=1), "20kg 8r", "20kg 7r", "22.5", "More help on purpose: reps were missed once. 2.5 kg more help."),
    (K.ASSISTED_BODYWEIGHT, replace(LINEAR, misses=1), "0kg 8r", "0kg 7r", "2.5", "More help on purpose: reps were missed once. 2.5 kg more help."),
    (K.ASSISTED_BODYWEIGHT, replace(LINEAR, misses=1), "80kg 8r", "80kg 7r", "90", "More help on purpose: reps were missed once. 10 kg more help, in whole steps of 2.5 kg."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "2.5kg 8r", "2.5kg 8r", "0", "2.5 kg less help: every set reached its reps last time. Try it without help."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "1kg 8r", "1kg 8r", "0", "1 kg less help: every set reached its reps last time. Try it without help."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "0kg 8r", "0kg 8r", "0", "No help again: every set reached its reps without. Go on with added weight."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "0kg 8r", "8r", "0", "No help again: every set reached its reps without. Go on with added weight."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "8r", "8r", None, "Write down the help, and the next one follows from it."),
    (K.ASSISTED_BODYWEIGHT, LINEAR, "20kg 8r", "8r", "20", "Same help again: sets had more help than planned once."),
    (K.ASSISTED_BODYWEIGHT, DOUBLE, "20kg 8r", "20kg 12r, 20kg 12r", "17.5", "2.5 kg less help: every set reached its reps last time."),
    (K.ASSISTED_BODYWEIGHT, DOUBLE, "20kg 8r", "20kg 12r, 20kg 9r", "20", "Same help, more reps: not every set reached the top of its range last time."),
    # Reps are the load.
    (K.BODYWEIGHT_REPS, LINEAR, "8r", "8r, 8r", "9", "1 rep more: every set reached its reps last time."),
    (K.BODYWEIGHT_REPS, LINEAR, "8r", "10r, 11r", "11", "1 rep more: every set reached its reps last time."),
    (K.BODYWEIGHT_REPS, LINEAR, "8r", "80r", "9", "1 rep more: every set reached its reps last time."),
    (K.BODYWEIGHT_REPS, LINEAR, "8r", "8r, 7r", "8", "Same reps again: reps were missed once."),
    (K.BODYWEIGHT_REPS, replace(LINEAR, misses=1), "12r", "11r", "10", "Fewer reps on purpose: reps were missed once. 2 reps fewer."),
    (K.BODYWEIGHT_REPS, replace(LINEAR, misses=1), "30r", "11r", "27", "Fewer reps on purpose: reps were missed once. 3 reps fewer."),
    (K.BODYWEIGHT_REPS, replace(LINEAR, misses=1), "1r", "0r", "1", "Same reps again: reps were missed once, and there is nothing easier."),
    (K.BODYWEIGHT_REPS, DOUBLE, "8r", "9r, 8r", None, "More reps: not every set reached the top of its range last time."),
    (K.BODYWEIGHT_REPS, DOUBLE, "8r", "12r, 12r", None, "Every set reached the top of its range: raise the range, or make it harder."),
    # A blank weight is none added.
    (K.WEIGHTED_BODYWEIGHT, LINEAR, "8r", "8r, 8r", "2.5", "2.5 kg more: every set reached its reps last time."),
    (K.WEIGHTED_BODYWEIGHT, LINEAR, "8r", "8r, 7r", "0", "Same load again: reps were missed once."),
    (K.WEIGHTED_BODYWEIGHT, LINEAR, "10kg 8r", "8r, 10kg 8r", "10", "Same load again: sets had less weight than planned once."),
    (K.WEIGHTED_BODYWEIGHT, replace(LINEAR, misses=1), "2.5kg 8r", "2.5kg 7r", "0", "Lighter on purpose: reps were missed once. 2.5 kg less, in whole steps of 2.5 kg."),
    (K.WEIGHTED_BODYWEIGHT, replace(LINEAR, misses=1), "8r", "7r", "0", "Same load again: reps were missed once, and there is nothing easier."),
    (K.WEIGHTED_BODYWEIGHT, DOUBLE, "8r", "12r, 12r", "2.5", "2.5 kg more: every set reached its reps last time."),
    # Time, and load where there is one.
    (K.DURATION, LINEAR, "60s", "60s, 65s", "65", "5 s more: every set reached its time last time."),
    (K.DURATION, DOUBLE, "60s", "60s", "65", "5 s more: every set reached its time last time."),
    (K.DURATION, LINEAR, "60s", "60s, 59s", "60", "Same time again: the time was missed once."),
    (K.DURATION, replace(LINEAR, misses=1), "60s", "59s", "50", "Shorter on purpose: the time was missed once. 10 s less."),
    (K.DURATION, LINEAR, "60s", "600s", "65", "5 s more: every set reached its time last time."),
    (K.WEIGHT_DURATION, LINEAR, "20kg 60s", "20kg 60s", "22.5", "2.5 kg more: every set reached its time last time."),
    (K.WEIGHT_DURATION, LINEAR, "20kg 60s", "20kg 50s", "20", "Same load again: the time was missed once."),
    (K.WEIGHT_DURATION, LINEAR, "20kg 60s", "15kg 60s", "20", "Same load again: sets had less weight than planned once."),
    (K.WEIGHT_DURATION, LINEAR, "60s", "60s", "65", "5 s more: every set reached its time last time."),
    # Distance, at the pace that was planned with it.
    (K.DISTANCE_DURATION, LINEAR, "5km", "5km 1500s", "5.1", "0.1 km more: every set reached its distance last time."),
    (K.DISTANCE_DURATION, LINEAR, "5km 1500s", "5km 1499s", "5.1", "0.1 km more: every set reached its distance last time."),
    (K.DISTANCE_DURATION, LINEAR, "5km 1500s", "5km 1501s", "5", "Same distance again: the time was missed once."),
    (K.DISTANCE_DURATION, LINEAR, "5km 1500s", "4.9km 1400s", "5", "Same distance again: the distance was missed once."),
    (K.DISTANCE_DURATION, LINEAR, "5km 1500s", "5km", "5.1", "0.1 km more: every set reached its distance last time."),
    (K.DISTANCE_DURATION, LINEAR, "1200s", "1200s", "1260", "1 min more: every set reached its time last time."),
    (K.WEIGHT_DISTANCE, LINEAR, "40kg 20m", "40kg 20m", "42.5", "2.5 kg more: every set reached its distance last time."),
    (K.WEIGHT_DISTANCE, LINEAR, "40kg 20m", "40kg 15m", "40", "Same load again: the distance was missed once."),
    (K.WEIGHT_DISTANCE, LINEAR, "20m", "20m", "25", "5 m more: every set reached its distance last time."),
    (K.WEIGHT_REPS, LINEAR, "8r", "8r", None, "Write down the load, and the next one follows from it."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "rule", "asked", "did", "amount", "said"), TABLE)
def test_each_kind_grows_in_its_own_measure_and_says_so(  # noqa: PLR0913  (one argument a column)
    *, kind: Kind, rule: Rule, asked: str, did: str, amount: str | None, said: str
) -> None:
    loads = EXTRA if COURSES[kind].is_extra else LOADS
    most = 12 if rule.progression is Progression.DOUBLE and "r" in asked else "same"
    found = propose(kind, rule, course(asked, "")[0], [session(asked, did, most)], loads)

    far = "m" if kind is K.WEIGHT_DISTANCE else "km"
    assert (found.amount, words(kind, found, loads, "kg", far)) == (None if amount is None else D(amount), said)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("rule", RULES)
def test_every_kind_has_a_course_and_begins_as_planned(kind: Kind, rule: Rule) -> None:
    assert propose(kind, rule, {}, [], LOADS).reason is Reason.PLANNED


def test_a_range_without_an_end_is_reached_from_its_beginning() -> None:
    assert proposed(DOUBLE, [past("5 6", "100", 5, None)]).amount == D("102.5")
    assert proposed(DOUBLE, [past("5 4", "100", 5, None)]).reason is Reason.REPEAT
    reps = propose(K.BODYWEIGHT_REPS, DOUBLE, {REPS: D(5)}, [session("5r", "9r, 6r", None)], LOADS)
    assert reps.reason is Reason.CLIMB


def test_own_weight_without_a_range_goes_by_single_reps_in_double_progression() -> None:
    assert propose(K.BODYWEIGHT_REPS, DOUBLE, {REPS: D(8)}, [session("8r", "8r")], LOADS).amount == 9


# ---- What the gym can make: from, step, equipment, what is proposed, and what is said of it.
POUNDS = replace(USUAL["lb"], steps={"dumbbell": Steps(D(5), D(100), D(5))})
KILOS = replace(USUAL["kg"], steps={"dumbbell": Steps(D(2), D(30), D(2)), "kettlebell": Steps(D(4), D(32), D(12))})
HEAVY = replace(USUAL["kg"], plates=((D(20), 4),))
REACHED = "every set reached its reps last time."


@pytest.mark.parametrize(
    ("unit", "gym", "equipment", "start", "step", "next_", "said"),
    [
        ("kg", KILOS, "barbell", "82.5", "5", "87.5", f"5 kg more: {REACHED}"),
        ("kg", KILOS, "barbell", "45", "2", "47.5", f"2.5 kg more, the nearest that your plates come to 47 kg: {REACHED}"),
        ("kg", KILOS, None, "45", "2", "47", f"2 kg more: {REACHED}"),
        ("kg", KILOS, "barbell", "100", "1", "102.5", f"2.5 kg more, the nearest that your plates come to 101 kg: {REACHED}"),
        ("kg", KILOS, "barbell", "101", "2.5", "102.5", f"1.5 kg more, the nearest that your plates come to 103.5 kg: {REACHED}"),
        ("lb", POUNDS, "barbell", "102.5", "5", "105", f"2.5 lb more, the nearest that your plates come to 107.5 lb: {REACHED}"),
        ("lb", POUNDS, None, "102.5", "5", "107.5", f"5 lb more: {REACHED}"),
        ("lb", POUNDS, "dumbbell", "30", "2.5", "35", f"5 lb more, the nearest that your dumbbells come to 32.5 lb: {REACHED}"),
        ("kg", KILOS, "dumbbell", "20", "2.5", "22", f"2 kg more, the nearest that your dumbbells come to 22.5 kg: {REACHED}"),
        ("kg", KILOS, "dumbbell", "30", "2", "30", "Same load: every set reached its reps, but your dumbbells have no more. Add reps."),
        ("kg", KILOS, "dumbbell", "36", "2", "36", "Same load: every set reached its reps, but your dumbbells have no more. Add reps."),
        ("kg", KILOS, "kettlebell", "16", "2", "16", "Same load: every set reached its reps, but the next that your kettlebells come to is 28 kg. Add reps."),
        ("kg", HEAVY, "barbell", "60", "2.5", "60", "Same load: every set reached its reps, but the next that your plates come to is 100 kg. Add reps."),
        ("kg", KILOS, "machine", "52", "5", "57", f"5 kg more: {REACHED}"),
    ],
)  # fmt: skip
def test_a_step_is_what_the_gym_can_make_of_it(  # noqa: PLR0913  (one argument a column)
    *, unit: str, gym: Gym, equipment: str | None, start: str, step: str, next_: str, said: str
) -> None:
    loads = Loads(gym, equipment, D(step))
    found = proposed(LINEAR, [past("5 5", start, asked=start, planned=start)], start, loads)

    assert (found.amount, words(K.WEIGHT_REPS, found, loads, unit, "km")) == (D(next_), said)


@pytest.mark.parametrize(
    ("gym", "equipment", "start", "next_", "said"),
    [
        (KILOS, "barbell", "82.5", "72.5", "10 kg less, the next that your plates come to below 74.25 kg."),
        (KILOS, "barbell", "100", "90", "10 kg less."),
        (KILOS, "dumbbell", "20", "18", "2 kg less."),
        (KILOS, "dumbbell", "4", "2", "2 kg less, the next that your dumbbells come to below 3.6 kg."),
        (HEAVY, "barbell", "21", "20", "1 kg less, the nearest that your plates come to 18.9 kg."),
        (KILOS, "cable", "82.5", "72.5", "10 kg less, in whole steps of 2.5 kg."),
    ],
)
def test_a_deload_is_what_the_gym_can_make_of_it(gym: Gym, equipment: str, start: str, next_: str, said: str) -> None:
    loads = Loads(gym, equipment, D("2.5"))
    missed = past("5 4", start, asked=start, planned=start)
    found = proposed(replace(LINEAR, misses=1), [missed], start, loads)

    told = words(K.WEIGHT_REPS, found, loads, "kg", "km")
    assert (found.amount, told) == (D(next_), f"Lighter on purpose: reps were missed once. {said}")


def test_the_lightest_of_a_rack_has_nothing_easier() -> None:
    loads = Loads(KILOS, "dumbbell", D("2.5"))
    found = proposed(replace(LINEAR, misses=1), [past("5 4", "2", asked="2", planned="2")], "2", loads)

    said = "Same load again: reps were missed once, and there is nothing easier."
    assert (found.amount, words(K.WEIGHT_REPS, found, loads, "kg", "km")) == (D(2), said)


@pytest.mark.parametrize(
    ("start", "next_", "said"),
    [
        ("20", "15", "5 kg less help, the nearest that your machine comes to 17.5 kg: every set reached its reps last time."),
        ("5", "0", "5 kg less help, the nearest that your machine comes to 2.5 kg: every set reached its reps last time. Try it without help."),
    ],
)  # fmt: skip
def test_help_is_what_the_machine_can_give(start: str, next_: str, said: str) -> None:
    asked = f"{start}kg 8r"
    found = propose(K.ASSISTED_BODYWEIGHT, LINEAR, {LOAD: D(start)}, [session(asked, asked)], MACHINE)

    assert (found.amount, words(K.ASSISTED_BODYWEIGHT, found, MACHINE, "kg", "km")) == (D(next_), said)


def test_a_machine_that_gives_much_help_or_none_says_so() -> None:
    loads = replace(MACHINE, gym=replace(USUAL["kg"], steps={"machine": Steps(D(20), D(60), D(5))}))
    found = propose(K.ASSISTED_BODYWEIGHT, LINEAR, {LOAD: D(20)}, [session("20kg 8r", "20kg 8r")], loads)

    told = (
        "Same help: every set reached its reps, but the next that your machine comes to is 0 kg. Try it without help."
    )
    assert words(K.ASSISTED_BODYWEIGHT, found, loads, "kg", "km") == told


# ---- What holds for every session.

steps = st.sampled_from(["0.5", "1", "2", "2.5", "5"]).map(D)
weights = st.integers(1, 800).map(lambda quarters: D(quarters) / 4)
gym_loads = st.one_of(
    st.builds(lambda unit, step: Loads(USUAL[unit], "barbell", step), st.sampled_from(["kg", "lb"]), steps),
    st.builds(lambda step: Loads(KILOS, "dumbbell", step), steps),
    st.builds(lambda step: LOADS if step is None else replace(LOADS, step=step), st.one_of(st.none(), steps)),
)
done_sets = st.lists(st.tuples(weights, st.integers(0, 15)), min_size=1, max_size=4)
kinds = st.sampled_from([K.WEIGHT_REPS, K.WEIGHTED_BODYWEIGHT, K.ASSISTED_BODYWEIGHT])


@given(
    kind=kinds,
    rule=st.builds(Rule, st.sampled_from([Progression.LINEAR, Progression.DOUBLE]), misses=st.integers(1, 3)),
    loads=gym_loads,
    asked=weights,
    lifted=done_sets,
    repeats=st.integers(1, 4),
)
def test_what_is_proposed_can_be_loaded_and_says_what_it_is(  # noqa: PLR0913  (one argument a choice)
    *, kind: Kind, rule: Rule, loads: Loads, asked: Decimal, lifted: list[tuple[Decimal, int]], repeats: int
) -> None:
    loads = replace(loads, may_be_none=COURSES[kind].is_extra)
    sets = tuple(Done({LOAD: asked, REPS: D(8)}, {LOAD: each, REPS: D(reps)}, 8, 12) for each, reps in lifted)
    found = propose(kind, rule, {LOAD: asked}, [Past(sets, {LOAD: asked})] * repeats, loads)
    said = words(kind, found, loads, "kg", "km")
    harder = -1 if kind is K.ASSISTED_BODYWEIGHT else 1
    assert found.amount is not None
    missed = any(reps < 8 or (each - asked) * harder < 0 for each, reps in lifted)

    if missed:
        assert (found.amount - asked) * harder <= 0
    if found.reason is Reason.ADD:
        assert not missed
        assert found.change * harder > 0
    if found.reason is Reason.DELOAD:
        assert found.change * harder < 0
    if found.change:
        assert found.reason in {Reason.ADD, Reason.DELOAD}
        at = load(loads.gym, loads.equipment, found.amount)
        assert at is None or at.is_exact or (loads.may_be_none and found.amount == 0)
        assert f"{abs(found.change).normalize():f} kg {'more' if found.change > 0 else 'less'}" in said
        assert any(each in said for each in ("the nearest", "the next", "whole steps")) == (found.wanted is not None)
        if found.reason is Reason.ADD:
            exact = found.change * harder == loads.step or found.amount == 0
            assert exact or found.wanted is not None
