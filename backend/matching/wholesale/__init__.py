"""Rows of numbers as something to select from, few or a million of them."""

from backend.matching.wholesale.repository import rows

__all__ = ["rows"]
