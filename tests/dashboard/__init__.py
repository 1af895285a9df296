"""Tests of Today and the front door."""
