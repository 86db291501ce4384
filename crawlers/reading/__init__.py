"""Reads saved pages: pure functions, no I/O."""
