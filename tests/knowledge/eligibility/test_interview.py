"""The interview asks what settles most, nothing that no longer matters, and nothing twice."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.eligibility import Verdict, judge
from policybook.facts import Facts, Period, known
from policybook.interview import Ask, next_question, questions_left
from policybook.ruleset import verdicts
from tests.knowledge.eligibility.invented import FACTS, ON, book_of, people, rule, told_by, trees

CARD, HOUSEHOLD = {"fact": "card", "is": True, "clause": "e1"}, {"fact": "household", "is": True, "clause": "e2"}
YOUNG = {"fact": "age", "at_most": 35, "clause": "e3"}
RECENT = {"fact": "since_graduation", "at_most": 3, "clause": "e1"}


def asked(facts: Facts, *written: dict, skipped: frozenset[str] = frozenset(), thorough: bool = False) -> Ask | None:
    book = book_of(*(rule(w) for w in written))
    return next_question(book, book.policies.values(), facts, ON, skipped, thorough=thorough)


def left(facts: Facts, ask: str, *written: dict, skipped: frozenset[str] = frozenset()) -> int:
    book = book_of(*(rule(w) for w in written))
    return questions_left(book, book.policies.values(), facts, ON, ask, skipped)


def test_the_last_question_is_known_to_be_the_last():
    assert left({}, "card", CARD, {"not": CARD}) == 0
    assert left({"card": True}, "household", {"all": [CARD, HOUSEHOLD]}) == 0


def test_questions_of_policies_that_share_nothing_all_follow():
    assert left({}, "card", CARD, HOUSEHOLD, YOUNG) == 2


def test_what_answers_may_spare_counts_in_part_and_is_never_told_to_be_nothing():
    assert left({}, "card", {"all": [CARD, HOUSEHOLD]}) == 1
    assert left({}, "card", {"not": {"any": [CARD, HOUSEHOLD]}}, {"not": {"any": [CARD, YOUNG]}}) == 2


def test_what_will_not_be_told_is_not_expected():
    assert left({}, "card", CARD, HOUSEHOLD, YOUNG, skipped=frozenset({"household"})) == 1


def test_what_many_policies_need_is_asked_first():
    assert asked({}, {"all": [HOUSEHOLD, CARD]}, {"all": [CARD, YOUNG]}, CARD).fact == "card"


def test_what_can_settle_a_policy_is_asked_before_what_cannot():
    assert asked({}, {"all": [{"any": [HOUSEHOLD, YOUNG]}, CARD]}).fact == "card"


def test_the_question_put_stays_until_it_is_answered_or_of_no_more_use():
    book = book_of(rule({"all": [CARD, HOUSEHOLD]}), rule(YOUNG))
    policies = book.policies.values()
    assert next_question(book, policies, {"card": True}, ON, pending="household").fact == "household"
    assert next_question(book, policies, {}, ON, pending="household").fact == "household"
    assert next_question(book, policies, {"card": False}, ON, pending="household").fact == "born"
    assert next_question(book, policies, {"household": True}, ON, pending="household").fact == "card"
    assert next_question(book, policies, {}, ON, frozenset({"household"}), "household").fact != "household"


def test_the_question_says_how_much_it_settles():
    assert asked({}, CARD, {"not": CARD}).settles == 2
    assert asked({}, {"all": [CARD, HOUSEHOLD]}).settles == 0.5


def test_equal_questions_keep_the_order_of_the_facts():
    assert asked({}, {"all": [CARD, HOUSEHOLD]}).fact == "household"


def test_every_condition_that_needs_the_answer_is_named():
    ask = asked({}, {"all": [CARD, {"not": {**CARD, "clause": "e3"}}]}, YOUNG, {"any": [CARD, HOUSEHOLD]})
    assert ask.fact == "card"
    assert ask.why == (("p0", "2024", "e1"), ("p0", "2024", "e3"), ("p2", "2024", "e1"))


def test_a_condition_that_no_longer_matters_is_no_reason_to_ask():
    settled = {"all": [CARD, {"fact": "degree", "is": "博士"}]}
    ask = asked({"degree": "其他"}, settled, {"all": [{**CARD, "clause": "e2"}, HOUSEHOLD]}, CARD)
    assert ask.why == (("p1", "2024", "e2"), ("p2", "2024", "e1"))


def test_a_date_is_asked_for_rather_than_an_age():
    assert asked({}, YOUNG) == Ask("born", 1.0, (("p0", "2024", "e3"),), False)


def test_months_are_asked_for_as_a_number():
    assert asked({}, {"fact": "months", "at_least": 3}).fact == "months"


def test_time_between_two_dates_asks_for_both():
    between = {"fact": "years_to_move", "at_most": 3}
    first = asked({}, between)
    assert first.fact == "graduated"
    assert asked({"graduated": Period.day(date(2020, 6, 30))}, between).fact == "moved"


def test_a_vague_date_is_asked_for_again_only_if_it_leaves_something_open():
    assert asked({"born": Period.year(1990)}, YOUNG) == Ask("born", 1.0, (("p0", "2024", "e3"),), True)
    assert asked({"born": Period.year(1991)}, YOUNG) is None


def test_an_exact_date_is_never_asked_for_again():
    between = {"fact": "years_to_move", "at_most": 3}
    assert asked({"graduated": Period.day(date(2020, 6, 30)), "moved": Period.year(2023)}, between).fact == "moved"


def test_what_the_person_does_not_know_is_not_asked_again():
    assert asked({}, {"any": [CARD, HOUSEHOLD]}, skipped=frozenset({"household"})).fact == "card"
    assert asked({}, {"all": [CARD, HOUSEHOLD]}, skipped=frozenset({"household", "card"})) is None
    assert asked({"born": Period.year(1990)}, YOUNG, skipped=frozenset({"born"})) is None


def test_where_a_yes_hangs_on_what_is_not_told_nothing_more_is_asked_unless_all_is_to_be_known():
    both, skipped = {"all": [CARD, HOUSEHOLD]}, frozenset({"household"})
    assert asked({}, both, skipped=skipped) is None
    assert asked({}, both, YOUNG, skipped=skipped).fact == "born"
    assert asked({}, both, skipped=skipped, thorough=True).fact == "card"
    assert asked({}, {"not": {"any": [CARD, HOUSEHOLD]}}, skipped=skipped) is None


def test_a_branch_that_can_no_longer_bring_a_yes_is_not_asked_about():
    either = {"any": [{"all": [CARD, HOUSEHOLD]}, YOUNG]}
    assert asked({}, either, skipped=frozenset({"household"})).fact == "born"
    assert asked({"age": 40}, either, skipped=frozenset({"household"})) is None


def test_what_is_not_told_may_still_follow_from_another_answer():
    """Who is foreign has no household here; whether one is foreign may follow from the household as well."""
    foreign = {"fact": "foreign", "is": True, "clause": "e3"}
    elsewhere = {"all": [{"not": HOUSEHOLD}, CARD]}
    assert asked({}, elsewhere, foreign, skipped=frozenset({"household"})).fact in ("foreign", "card")
    assert asked({}, {"all": [HOUSEHOLD, CARD]}, skipped=frozenset({"household"})) is None


def test_a_date_told_roughly_for_good_does_not_end_the_questions():
    ask = asked({"born": Period.year(1990)}, {"all": [YOUNG, CARD]}, skipped=frozenset({"born"}))
    assert ask.fact == "card"


def test_what_an_answer_implies_is_not_asked():
    assert asked({"insured": False}, {"fact": "months", "at_least": 1}) is None
    assert asked({"foreign": True}, {"all": [{"fact": "foreign", "is": True}, {"not": HOUSEHOLD}]}) is None


def test_what_an_answer_implies_counts_as_settled_by_it():
    """Who is not insured has no months either."""
    ask = asked({}, {"fact": "months", "at_least": 1}, {"fact": "insured", "is": True})
    assert (ask.fact, ask.settles) == ("insured", 1.5)


def test_nothing_is_asked_when_everything_is_settled():
    assert asked({"card": False}, {"all": [CARD, HOUSEHOLD]}) is None


def test_several_dates_after_each_other_are_told_apart():
    """Between two bounds the answer settles nothing; the question is still the only one."""
    ask = asked({}, {"all": [{"fact": "graduated", "at_least": date(2017, 1, 1)}, RECENT]})
    assert ask.fact == "graduated"
    assert ask.settles == 1


def interviewed(book, person: Facts, told: dict, skipped: frozenset[str], thorough=False) -> tuple[list[Ask], dict]:
    """All questions, answered exactly; what is skipped is skipped at once, and one vague answer is kept as it is."""
    asks = []
    while ask := next_question(book, book.policies.values(), told, ON, skipped, thorough=thorough):
        asks.append(ask)
        answer = known(FACTS, person, ask.fact, ON)
        if answer is None:
            skipped |= {ask.fact}
        else:
            told = {**told, ask.fact: answer}
    return asks, told


@settings(max_examples=60)
@given(st.lists(trees(), min_size=1, max_size=4), st.data())
def test_the_interview_ends_with_the_verdicts_of_one_who_told_everything(rules, data):
    person = data.draw(people())
    book = book_of(*rules)
    asks, told = interviewed(book, person, data.draw(told_by(person)), frozenset(), thorough=True)
    assert verdicts(book, book.policies.values(), told, ON) == verdicts(book, book.policies.values(), person, ON)
    facts = [ask.fact for ask in asks]
    assert len(facts) == len(set(facts))


@settings(max_examples=60)
@given(st.lists(trees(), min_size=1, max_size=4), st.data())
def test_whatever_is_not_told_every_yes_that_can_be_found_is_found(rules, data):
    """Fewer questions than to settle everything; no verdict that is reached is another one."""
    person, book = data.draw(people()), book_of(*rules)
    skipped = frozenset(data.draw(st.sets(st.sampled_from(sorted(FACTS)), max_size=4)))
    (_, told), (_, everything) = (interviewed(book, person, {}, skipped, way) for way in (False, True))
    reached, settled = (verdicts(book, book.policies.values(), facts, ON) for facts in (told, everything))
    assert all(reached[id_] in (Verdict.unknown, verdict) for id_, verdict in settled.items())
    assert all(reached[id_] is Verdict.yes for id_, verdict in settled.items() if verdict is Verdict.yes)


@settings(max_examples=60)
@given(st.lists(trees(), min_size=1, max_size=4), st.data())
def test_only_facts_that_can_still_change_a_verdict_are_asked(rules, data):
    book = book_of(*rules)
    told = data.draw(told_by(data.draw(people())))
    ask = next_question(book, book.policies.values(), told, ON)
    judged = [judge(book, policy, told, ON) for policy in book.policies.values()]
    open_facts = {fact for judgement in judged for fact in judgement.open_facts}
    bases = {base for fact in open_facts if FACTS[fact].derived for base in FACTS[fact].derived.bases}
    assert (ask is None) == (Verdict.unknown not in {judgement.verdict for judgement in judged})
    assert ask is None or (ask.fact in open_facts | bases and ask.why)
    assert ask is None or ask.vague is (known(FACTS, told, ask.fact, ON) is not None)


@settings(max_examples=40)
@given(st.lists(trees(), min_size=1, max_size=4), st.data())
def test_what_is_skipped_is_never_asked(rules, data):
    person = data.draw(people())
    skipped = frozenset(data.draw(st.sets(st.sampled_from(sorted(FACTS)))))
    asks, _ = interviewed(book_of(*rules), person, {}, skipped)
    assert skipped.isdisjoint(ask.fact for ask in asks)


@settings(max_examples=40)
@given(st.lists(trees(), min_size=1, max_size=4), st.data())
def test_the_same_question_is_asked_whatever_the_order_of_the_answers(rules, data):
    told = data.draw(told_by(data.draw(people())))
    shuffled = dict(data.draw(st.permutations(list(told.items()))))
    book = book_of(*rules)
    policies = tuple(book.policies.values())
    assert next_question(book, policies, told, ON) == next_question(book, policies, shuffled, ON)
