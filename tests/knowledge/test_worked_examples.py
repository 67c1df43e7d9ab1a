"""Every worked example of every policy, and that they cover what people ask."""

from datetime import date

import pytest

from actions import wording
from backend.policies.service import answer_out
from policybook.answers import Answer, Answerer, Question
from policybook.loading import load
from policybook.tables import Example

BOOK = load()
ANSWERER = Answerer(BOOK)
EXAMPLES = [(id_, example) for id_, examples in BOOK.examples.items() for example in examples]


def ask(policy: str, example: Example) -> Answer:
    given = example.ask.model_dump(exclude_none=True)
    return ANSWERER.answer(Question(**{**given, "policy": policy}), date(2026, 11, 20))


def told(answer: Answer) -> str:
    """All pages of the answer as a citizen reads them."""
    return "\n".join(page["text"] for page in wording.messages(answer_out(answer).model_dump()))


@pytest.mark.parametrize(("policy", "example"), EXAMPLES, ids=[f"{id_}: {example.name}" for id_, example in EXAMPLES])
def test_the_answer_says_what_it_must_and_nothing_it_must_not(policy, example):
    text = told(ask(policy, example))
    assert [words for words in example.says if words not in text] == []
    assert [words for words in example.never if words in text] == []


def test_every_policy_has_at_least_four_examples():
    assert {id_: len(examples) for id_, examples in BOOK.examples.items() if len(examples) < 4} == {}
