"""Own exercises whose names differ only in how they are written (NFKC, case) are the same, as search has them.

Two that a lifter has already both stay: the younger is numbered. The index is built within the transaction, behind a
lock that holds up who writes exercises and nobody who reads them: the table is small, and an index built concurrently
would fail where the release before makes a double meanwhile.
"""

from alembic import op

revision = "20261201_one_name"
down_revision = "20261201_undone_swaps"
branch_labels = None
depends_on = None

INDEX = "uq_exercises_owner_id_name"
# One that is in use keeps its name; then the one that came first.
NUMBER = """
    UPDATE exercises x SET name = x.name || ' ' || {suffix}
    FROM (
        SELECT id, row_number() OVER (
            PARTITION BY owner_id, lower(normalize(name, NFKC))
            ORDER BY merged_into IS NOT NULL, archived_at IS NOT NULL, id) AS n
        FROM exercises
    ) AS counted
    WHERE counted.id = x.id AND counted.n > 1
"""


def upgrade() -> None:
    """Apply."""
    op.execute("LOCK TABLE exercises IN SHARE ROW EXCLUSIVE MODE")
    op.execute(NUMBER.format(suffix="'(' || counted.n || ')'"))
    # The number may be another's name already.
    op.execute(NUMBER.format(suffix="x.id"))
    op.execute(f"DROP INDEX {INDEX}")
    op.execute(f"CREATE UNIQUE INDEX {INDEX} ON exercises (owner_id, lower(normalize(name, NFKC))) NULLS NOT DISTINCT")


def downgrade() -> None:
    """Undo; what one index tells apart, the other does too."""
    op.execute(f"DROP INDEX {INDEX}")
    op.execute(f"CREATE UNIQUE INDEX {INDEX} ON exercises (owner_id, lower(name)) NULLS NOT DISTINCT")
