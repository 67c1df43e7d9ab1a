"""Rasa graph components for Chinese: normalising, words, entities, intents and the questions of a message."""
