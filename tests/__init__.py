"""Tests: the mirror of webapp/, and the real parts they run on."""
