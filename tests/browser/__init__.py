"""Journeys in a real browser, against the application as it is deployed."""
