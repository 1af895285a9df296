"""Logging a workout, on a phone."""
