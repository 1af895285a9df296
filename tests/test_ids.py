"""Names for rows are UUIDv7: ordered by time and never the same."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

from webapp.ids import nth, uuid7


def test_an_id_is_of_version_seven_and_the_standard_variant() -> None:
    for _ in range(1000):
        made = uuid7()
        assert made.version == 7
        assert made.variant == uuid.RFC_4122


def test_an_id_begins_with_the_milliseconds_it_was_made_at() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid7()
    after = time.time_ns() // 1_000_000

    assert before <= made.int >> 80 <= after


def test_a_later_id_sorts_after_an_earlier_one() -> None:
    earlier = uuid7()
    time.sleep(0.002)

    assert earlier < uuid7()
    assert str(earlier) < str(uuid7())


def test_ids_made_at_once_differ() -> None:
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: uuid7(), range(20_000)))

    assert len(set(made)) == len(made)


def test_all_the_other_bits_are_random() -> None:
    random_bits = (1 << 74) - 1
    ones, zeros = 0, 0
    for _ in range(500):
        value = uuid7().int
        bits = (value & ((1 << 62) - 1)) | ((value >> 64 & 0xFFF) << 62)
        ones |= bits
        zeros |= ~bits & random_bits

    assert ones == random_bits
    assert zeros == random_bits


def test_what_is_made_together_is_named_alike_everywhere() -> None:
    parent = uuid.UUID("01a2169a-6a73-7ef9-9606-ffffffffffff")

    assert nth(parent, 0) == parent
    assert nth(parent, 1) == uuid.UUID("01a2169a-6a73-7ef9-9606-000000000000")
    assert nth(uuid.UUID("01a2169a-6a73-7ef9-9606-0000000000fe"), 3) == uuid.UUID(
        "01a2169a-6a73-7ef9-9606-000000000101"
    )
