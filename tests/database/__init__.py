"""Tests of the database itself and of the way to it: the pool, its limits, migrations, what it keeps and refuses."""
