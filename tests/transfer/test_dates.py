"""Moments as apps write them, in many languages."""

from datetime import UTC, datetime, tzinfo

import pytest

from webapp.transfer import dates
from webapp.transfer.months import MONTHS


def at(*parts: int, zone: tzinfo | None = None) -> datetime:
    year, month, day, hour, minute, second = (*parts, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-03-05 18:01:12", at(2024, 3, 5, 18, 1, 12)),
        ("2018/8/31 5:49", at(2018, 8, 31, 5, 49)),
        ("2026-02-01T10:00:00.000Z", at(2026, 2, 1, 10, zone=UTC)),
        ("2024-03-01 17:30:05 +0000", at(2024, 3, 1, 17, 30, 5, zone=UTC)),
        ("5 Mar 2024, 18:00", at(2024, 3, 5, 18)),
        ("Jul 14, 2026, 6:20 PM", at(2026, 7, 14, 18, 20)),
        ("Jul 14, 2026, 12:20\u202fAM", at(2026, 7, 14, 0, 20)),
        ("9 Fev 2026, 08:15", at(2026, 2, 9, 8, 15)),
        ("3 févr. 2024, 08:19", at(2024, 2, 3, 8, 19)),
        ("21 Ağu 2025, 12:40", at(2025, 8, 21, 12, 40)),
        ("1 Kas 2025, 12:40", at(2025, 11, 1, 12, 40)),
        ("15 août 2023, 07:05", at(2023, 8, 15, 7, 5)),
        ("2 mrt. 2024, 20:00", at(2024, 3, 2, 20)),
        ("2 Mär 2024, 20:00", at(2024, 3, 2, 20)),
        ("3 мая 2024, 08:00", at(2024, 5, 3, 8)),
        ("2024年3月5日 18:00", at(2024, 3, 5, 18)),
        ("17.11.2024", at(2024, 11, 17)),
        ("14/02/25", at(2025, 2, 14)),
        ("12/24/2023 9:00", at(2023, 12, 24, 9)),
        ("12/4/2023 15:54", None), ("31 Feb 2024, 10:00", None), ("5 Foo 2024", None), ("", None), ("2024", None),
    ],
)  # fmt: skip
def test_a_moment_as_apps_write_it(text: str, moment: datetime | None) -> None:
    assert dates.moment(text) == moment


def test_a_month_has_one_meaning_in_all_languages() -> None:
    assert {dates.month_of(name) for name in ("Oca", "Ene", "gennaio", "styczeń", "tammik.", "Январь", "ocak")} == {1}
    assert {dates.month_of(name) for name in ("dez", "DIC", "déc.", "Aral\u0131k", "grudnia", "δεκ")} == {12}
    assert set(MONTHS.values()) == set(range(1, 13))
