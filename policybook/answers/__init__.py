"""From a structured question to what may be said: statements with their clauses, in the order to tell them."""

from policybook.answers.answering import Answerer
from policybook.answers.model import Answer, Offer, Part, Question, Statement

__all__ = ["Answer", "Answerer", "Offer", "Part", "Question", "Statement"]
