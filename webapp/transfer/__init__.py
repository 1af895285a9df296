"""Arriving and leaving: the files of other apps, read; one's own history, written."""
