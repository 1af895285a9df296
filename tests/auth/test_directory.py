"""Clerk's backend is asked page by page, with limits, and whatever it answers is one of two things: users or an error."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.auth import signing
from tests.auth.backend import INSTANCE, SECRET_KEY, UNKNOWN, Backend, Reply
from webapp.auth import directory as directories
from webapp.auth.directory import Directory, DirectoryError
from webapp.auth.people import NEVER, Person, Version

MINUTE = 60.0


def asking(backend: Backend, seconds: float = MINUTE, key: str = SECRET_KEY) -> Directory:
    return Directory(replace(signing.instance(), secret_key=key, api_url=backend.url), seconds)


def everyone(backend: Backend, start: int = 0, size: int = 7) -> list[str]:
    return [each for page in asking(backend).pages(start, size) for each in page.ids]


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeats without pauses worth the name."""
    monkeypatch.setattr(directories, "PAUSE_SECONDS", 0.01)


@pytest.mark.parametrize("count", [0, 1, 2, 6, 7, 8, 13, 50])
@pytest.mark.parametrize("size", [1, 2, 7, 200])
def test_everyone_is_listed_oldest_first_whatever_the_size_of_a_page(backend: Backend, count: int, size: int) -> None:
    for number in range(count):
        backend.add(f"user_{number}")

    if size == 1 and count > 1:
        with pytest.raises(DirectoryError):
            everyone(backend, size=size)
        return
    assert list(dict.fromkeys(everyone(backend, size=size))) == [f"user_{number}" for number in range(count)]


def test_a_walk_may_go_on_where_another_came_to(backend: Backend) -> None:
    for number in range(20):
        backend.add(f"user_{number}")
    first = next(asking(backend).pages(0, 7))

    assert set(first.ids) | set(everyone(backend, first.end)) == {f"user_{number}" for number in range(20)}
    assert everyone(backend, 20) == []


def test_nobody_is_missed_when_others_are_deleted_while_the_list_is_read(backend: Backend) -> None:
    for number in range(60):
        backend.add(f"user_{number}")
    seen = set()
    for page in asking(backend).pages(0, 8):
        seen |= set(page.ids)
        backend.remove(page.ids[0])
        backend.remove(page.ids[1])

    assert seen == {f"user_{number}" for number in range(60)}


def test_a_list_that_moves_too_far_at_once_is_an_error_and_not_a_gap(backend: Backend) -> None:
    for number in range(60):
        backend.add(f"user_{number}")
    pages = asking(backend).pages(0, 8)
    for each in next(pages).ids:
        backend.remove(each)

    with pytest.raises(DirectoryError, match="moved"):
        list(pages)


def test_a_listed_person_is_as_of_the_clock_that_dates_the_events(backend: Backend) -> None:
    backend.add("user_1", updated_at=1_790_000_000_123)
    backend.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    (page,) = asking(backend).pages()

    told = Version(datetime(2026, 9, 21, 14, 13, 20, 123_000, tzinfo=UTC), backend.now)
    assert page.people == [Person("user_1", "user_1@x", "Ana", None, "https://img.clerk.com/1", told)]


@pytest.mark.parametrize("date", ["", "yesterday", "23 Nov 2026", "\xff"])
def test_an_answer_without_a_date_comes_before_every_event_of_its_time(backend: Backend, date: str) -> None:
    user = backend.add("user_1")
    backend.trouble = lambda _path: Reply(said=user, headers={"Date": date})

    found = asking(backend).find("user_1")

    assert found is not None
    assert found.version.event_at == NEVER


def test_who_can_not_be_read_is_listed_all_the_same(backend: Backend) -> None:
    backend.add("user_1", updated_at="late")
    backend.add("user_2", first_name="Ana\x00")
    backend.add("user_3")

    (page,) = asking(backend).pages()

    assert page.ids == ["user_1", "user_2", "user_3"]
    assert [each.id for each in page.people] == ["user_3"]


def test_a_person_is_found_by_name_or_clerk_says_that_there_is_none(backend: Backend) -> None:
    backend.add("user_1")
    backend.add("a/b?c=d é")

    found = asking(backend).find("a/b?c=d é")

    assert found is not None and found.id == "a/b?c=d é"
    assert asking(backend).find("user_2") is None


@pytest.mark.parametrize(
    "reply",
    [
        Reply(404, {}), Reply(404, b"<h1>Not Found</h1>"), Reply(404, {"errors": []}), Reply(404, {"errors": "no"}),
        Reply(404, {"errors": [{"code": "instance_not_found"}]}), Reply(404, [UNKNOWN]), Reply(410, UNKNOWN),
        Reply(200, UNKNOWN), Reply(200, None), Reply(200, {}), Reply(200, {"id": "user_2", "updated_at": 1}),
        Reply(401, UNKNOWN), Reply(403, {}), Reply(302, {}, {"Location": "/v1/users/user_2"}), Reply(204, b""),
    ],
)  # fmt: skip
def test_only_clerks_own_words_say_that_somebody_is_gone(backend: Backend, reply: Reply) -> None:
    backend.trouble = lambda _path: reply

    with pytest.raises(DirectoryError):
        asking(backend).find("user_1")


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"{",
        b"null",
        b"{}",
        b"[1]",
        b"[null]",
        b"[{}]",
        b'[{"id": 7}]',
        b'[{"id": ""}]',
        b'"users"',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_an_answer_that_is_no_list_of_users_is_an_error(backend: Backend, said: bytes) -> None:
    backend.trouble = lambda _path: Reply(said=said)

    with pytest.raises(DirectoryError):
        everyone(backend)


@pytest.mark.parametrize("said", [{}, [], None, {"total_count": "7"}, {"total_count": True}, {"total_count": None}])
def test_a_count_that_is_none_is_an_error(backend: Backend, said: object) -> None:
    backend.trouble = lambda _path: Reply(said=said)

    with pytest.raises(DirectoryError, match="total_count"):
        asking(backend).count()


def test_users_and_the_instance_are_counted_and_named(backend: Backend) -> None:
    backend.add("user_1")

    assert asking(backend).count() == 1
    assert asking(backend).instance_id() == INSTANCE


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_said_so_and_not_shown(backend: Backend, status: int) -> None:
    backend.trouble = lambda _path: Reply(status, {})

    with pytest.raises(DirectoryError, match="CLERK_SECRET_KEY") as refused:
        asking(backend).count()
    assert SECRET_KEY not in str(refused.value)
    assert len(backend.asked) == 1


def failing(times: int, reply: Reply) -> Callable[[str], Reply | None]:
    left = [reply] * times
    return lambda _path: left.pop() if left else None


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.usefixtures("hasty")
def test_what_goes_wrong_for_a_moment_is_asked_again(backend: Backend, status: int) -> None:
    backend.add("user_1")
    backend.trouble = failing(3, Reply(status, {}))

    assert asking(backend).count() == 1
    assert len(backend.asked) == 4


@pytest.mark.usefixtures("hasty")
def test_what_goes_on_going_wrong_is_an_error(backend: Backend) -> None:
    backend.trouble = lambda _path: Reply(503, {"errors": [{"code": "maintenance"}]})

    with pytest.raises(DirectoryError, match=r"503 \(maintenance\)"):
        asking(backend).count()
    assert len(backend.asked) == 4


@pytest.mark.usefixtures("hasty")
def test_a_wait_that_is_asked_for_is_kept(backend: Backend) -> None:
    backend.trouble = failing(1, Reply(429, {}, {"Retry-After": "1"}))
    began = time.monotonic()

    asking(backend).count()

    assert time.monotonic() - began >= 1


def test_a_wait_beyond_the_time_given_is_not_begun(backend: Backend) -> None:
    backend.trouble = lambda _path: Reply(429, {}, {"Retry-After": "30"})
    began = time.monotonic()

    with pytest.raises(DirectoryError, match="429"):
        asking(backend, seconds=5).count()
    assert time.monotonic() - began < 2


@pytest.mark.usefixtures("hasty")
def test_a_backend_that_is_not_there_is_an_error() -> None:
    nowhere = replace(signing.instance(), secret_key=SECRET_KEY, api_url="http://127.0.0.1:1")

    with pytest.raises(DirectoryError, match="reached"):
        Directory(nowhere, MINUTE).count()


def test_a_silent_backend_is_not_waited_for_longer_than_the_time_given(backend: Backend) -> None:
    def sleep(_path: str) -> None:
        time.sleep(1.5)

    backend.trouble = sleep
    began = time.monotonic()

    with pytest.raises(DirectoryError):
        asking(backend, seconds=0.5).count()
    assert time.monotonic() - began < 1.4
    with pytest.raises(DirectoryError, match="over"):
        asking(backend, seconds=0).count()


def test_the_key_does_not_follow_a_redirect(backend: Backend) -> None:
    backend.trouble = lambda path: (
        Reply(302, {}, {"Location": f"{backend.url}/elsewhere"}) if "elsewhere" not in path else None
    )

    with pytest.raises(DirectoryError, match="302"):
        asking(backend).count()
    assert backend.asked == ["/v1/users/count"]


@pytest.mark.usefixtures("hasty")
def test_an_endless_answer_is_not_read_to_its_end(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directories, "MAX_BYTES", 100_000)
    backend.trouble = lambda _path: Reply(said=b" " * 300_000)

    with pytest.raises(DirectoryError, match="reached"):
        asking(backend).count()
