"""Starts, checks and drives the whole stack from the command line."""
