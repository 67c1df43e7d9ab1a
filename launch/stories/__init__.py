"""Conversation cases: read from YAML, held with a running stack, reported for people who know no Python."""
