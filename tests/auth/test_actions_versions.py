"""Which of two accounts of one person wins: Clerk's `updated_at`, then when it was said, then the message's id."""

import itertools

import pytest

from tests.auth.test_actions import person, row, save, stored, version
from tests.browsers import new_user_id
from tests.conftest import RunSql
from webapp.auth.people import Version
from webapp.db import Database

# From the least to the greatest. In most languages B stands between a and c; byte by byte it is before both.
IN_ORDER = [
    version(1, 9, "msg_z"), version(2, 3, "msg_z"), version(2, 4, ""), version(2, 4, "msg_B"), version(2, 4, "msg_a"),
    version(2, 4, "msg_c"), version(2, 4, "msg_é"), version(2, 5, "msg_0"), version(3, 0, ""),
]  # fmt: skip


@pytest.mark.parametrize(("lesser", "greater"), list(itertools.pairwise(IN_ORDER)))
def test_the_greater_version_wins_whichever_comes_first(
    database: Database, run_sql: RunSql, lesser: Version, greater: Version
) -> None:
    for order in ((lesser, greater), (greater, lesser)):
        user_id = new_user_id()
        taken = [save(database, person(user_id, version=each, email=f"{each.msg_id}@x")) for each in order]

        assert stored(run_sql, user_id) == [row(person(user_id, version=greater, email=f"{greater.msg_id}@x"))]
        assert taken == [True, order[1] == greater]


def test_the_same_version_again_is_not_taken(database: Database, run_sql: RunSql) -> None:
    user_id = new_user_id()
    assert save(database, person(user_id, version=version(1, 2, "msg_1")))

    assert not save(database, person(user_id, version=version(1, 2, "msg_1"), email="other@x"))
    assert stored(run_sql, user_id)[0]["email"] == "at0@topset.example"


def test_versions_are_compared_alike_on_every_server(run_sql: RunSql) -> None:
    found = run_sql(
        "SELECT collation_name FROM information_schema.columns WHERE table_name = 'user' AND column_name = 'msg_id'"
    )

    assert found == [{"collation_name": "C"}]
