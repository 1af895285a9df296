"""Tests of logging a workout."""
