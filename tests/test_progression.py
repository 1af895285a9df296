"""What to lift next, worked by hand: each table is a lifter's sessions, newest first."""

from decimal import Decimal

import pytest

from webapp.progression import Done, Past, Progression, Proposal, Reason, Rule, loadable, propose

LINEAR = Rule(Progression.LINEAR, Decimal("2.5"))
DOUBLE = Rule(Progression.DOUBLE, Decimal("2.5"))


def past(reps: str, weight: str, least: int = 5, most: int = 5, planned: str | None = "100") -> Past:
    """A session: `5 5 4` at a load, where `least` to `most` were intended."""
    sets = tuple(Done(least, most, int(each), Decimal(weight)) for each in reps.split())
    return Past(sets, None if planned is None else Decimal(planned))


@pytest.mark.parametrize("rule", [Rule(), LINEAR, DOUBLE])
@pytest.mark.parametrize("planned", ["100", None])
def test_the_first_session_is_as_planned(rule: Rule, planned: str | None) -> None:
    load = None if planned is None else Decimal(planned)
    for pasts in ([], [Past((), None)]):
        assert propose(rule, load, pasts) == Proposal(load, Reason.PLANNED)


def test_without_a_rule_the_plan_is_the_plan() -> None:
    assert propose(Rule(), Decimal(100), [past("9 9 9", "120")]) == Proposal(Decimal(100), Reason.PLANNED)


# Linear, 3 × 5 with steps of 2.5 kg and a deload of 10 % after three misses in a row.
@pytest.mark.parametrize(
    ("sessions", "weight", "reason"),
    [
        ([("5 5 5", "100")], "102.5", Reason.ADD),
        ([("5 5 7", "100")], "102.5", Reason.ADD),
        ([("5 5 4", "100")], "100", Reason.REPEAT),
        ([("5 5 4", "100"), ("5 5 4", "100")], "100", Reason.REPEAT),
        ([("5 5 4", "100"), ("5 4 4", "100"), ("5 4 3", "100")], "90", Reason.DELOAD),
        ([("5 5 4", "100"), ("5 5 4", "100"), ("5 5 5", "97.5"), ("5 4 3", "97.5")], "100", Reason.REPEAT),
        ([("5 5 5", "90"), ("5 5 4", "100"), ("5 5 4", "100"), ("5 4 3", "100")], "92.5", Reason.ADD),
        ([("5 5 4", "90"), ("5 5 4", "100"), ("5 5 4", "100"), ("5 4 3", "100")], "80", Reason.DELOAD),
        ([("5 5 0", "100")], "100", Reason.REPEAT),
        ([("5 5 5", "101")], "102.5", Reason.ADD),
        ([("5 5 4", "2.5")] * 3, "2.5", Reason.DELOAD),
    ],
)
def test_linear(sessions: list[tuple[str, str]], weight: str, reason: Reason) -> None:
    pasts = [past(reps, load) for reps, load in sessions]
    found = propose(LINEAR, Decimal(100), pasts)

    assert (found.weight_kg, found.reason) == (Decimal(weight), reason)


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
    found = propose(DOUBLE, Decimal(100), [past(reps, "100", 8, 12) for reps in sessions])

    assert (found.weight_kg, found.reason) == (Decimal(weight), reason)


def test_who_changes_the_plan_is_believed_until_it_was_lifted() -> None:
    lifted = past("5 5 5", "100", planned="100")

    assert propose(LINEAR, Decimal(80), [lifted]) == Proposal(Decimal(80), Reason.CHANGED)
    assert propose(LINEAR, Decimal(80), [past("5 5 5", "80", planned="80"), lifted]).weight_kg == Decimal("82.5")
    assert propose(LINEAR, Decimal("102.5"), [past("5 5 5", "102.5", planned="100")]).weight_kg == Decimal(105)


def test_a_plan_without_a_load_goes_by_what_was_lifted() -> None:
    assert propose(LINEAR, None, [past("5 5 5", "60", planned=None)]).weight_kg == Decimal("62.5")


def test_the_step_is_the_slots_own_or_the_gyms() -> None:
    lifted = [past("5 5 5", "100")]

    assert propose(Rule(Progression.LINEAR, Decimal(5)), Decimal(100), lifted).weight_kg == Decimal(105)
    assert propose(Rule(Progression.LINEAR), Decimal(100), lifted, Decimal(1)).weight_kg == Decimal(101)


def test_misses_and_the_fall_are_the_slots_own() -> None:
    rule = Rule(Progression.LINEAR, Decimal("2.5"), misses=1, deload_percent=20)

    assert propose(rule, Decimal(100), [past("5 5 4", "100")]) == Proposal(Decimal(80), Reason.DELOAD, misses=1)


@pytest.mark.parametrize(
    ("weight", "step", "expected"),
    [
        ("101", "2.5", "100"),
        ("101.25", "2.5", "102.5"),
        ("0.4", "2.5", "2.5"),
        ("100", "1.25", "100"),
        ("47", "5", "45"),
    ],
)
def test_a_load_can_be_loaded(weight: str, step: str, expected: str) -> None:
    assert loadable(Decimal(weight), Decimal(step)) == Decimal(expected)
