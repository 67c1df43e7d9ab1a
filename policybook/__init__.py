"""Reads knowledge/ (policy data written by staff) and answers from it: no database, no HTTP, no clock."""
