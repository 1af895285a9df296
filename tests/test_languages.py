"""Dates and times are written as the browser's language has them."""

import pytest

from webapp.languages import habits


@pytest.mark.parametrize(
    ("accepted", "order", "hours"),
    [
        # What Intl.DateTimeFormat makes of each, by CLDR 48.
        ("de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "day", 24),
        ("en-US,en;q=0.9", "month", 12), ("en", "month", 12), ("en-GB", "day", 24), ("en-AU", "day", 12),
        ("en-IN", "day", 12), ("en-CA", "month", 12), ("en-IE", "day", 24), ("en-ZA", "day", 24), ("en-001", "day", 12),
        ("fr-FR", "day", 24), ("fr-CA", "day", 24), ("sv-SE", "day", 24), ("ja-JP", "year", 24), ("ko-KR", "year", 12),
        ("zh-CN", "year", 24), ("zh-Hant-TW", "year", 12), ("hu", "year", 24), ("es-ES", "day", 24), ("es-MX", "day", 12),
        ("es-419", "day", 24), ("pt-BR", "day", 24), ("ar-EG", "day", 12), ("hi-IN", "day", 12), ("fil-PH", "month", 12),
        ("sr-Latn-RS", "day", 24), ("EN-us", "month", 12),
        # The language that is wanted most, wherever it stands.
        ("de;q=0.5, en-US", "month", 12), ("en-US;q=0.1,de;q=0.8", "day", 24), ("en-US;q=0,de;q=0.1", "day", 24),
        # What no browser sends.
        ("", "day", 24), ("*", "day", 24), ("xx", "day", 24), (";;;,,", "day", 24), ("en-US;q=x", "day", 24),
        ("☃", "day", 24), ("e" * 5000, "day", 24),
    ],
)  # fmt: skip
def test_a_browsers_language_decides_order_and_hours(accepted: str, order: str, hours: int) -> None:
    assert habits(accepted) == (order, hours)
