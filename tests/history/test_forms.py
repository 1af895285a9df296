"""Where in the history an address may point."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from webapp.forms import parse
from webapp.history.forms import PlaceForm

ID = uuid.UUID(int=7)


@pytest.mark.parametrize(
    "written", ["2026-11-23T18:05:00+01:00", "2026-11-23T17:05:00Z", "2026-11-23T17:05:00.000000+00:00"]
)
def test_a_place_is_a_moment_and_an_id(written: str) -> None:
    place = parse(PlaceForm, {"before": written, "before_id": str(ID)}).values

    assert place is not None
    assert (place.before, place.before_id, place.deleted) == (datetime(2026, 11, 23, 17, 5, tzinfo=UTC), ID, None)


def test_a_moment_comes_back_to_the_microsecond() -> None:
    moment = datetime(2026, 11, 23, 17, 5, 0, 1, tzinfo=UTC) - timedelta(days=1)
    place = parse(PlaceForm, {"before": moment.isoformat()}).values

    assert place is not None and place.before == moment


@pytest.mark.parametrize(
    "typed", [{"before": "2026-11-23T18:05"}, {"before": "today"}, {"before_id": "1"}, {"deleted": "everything"}]
)
def test_what_is_no_place_is_refused(typed: dict[str, str]) -> None:
    assert set(parse(PlaceForm, typed).errors) == set(typed)


def test_no_place_is_the_beginning() -> None:
    place = parse(PlaceForm, {}).values
    assert place is not None and (place.before, place.before_id, place.deleted) == (None, None, None)
