"""Tests of how a lifter wants things."""
