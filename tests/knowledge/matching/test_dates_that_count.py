"""The day looked up is the first on which the number counted day by day reaches the bound."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.columns import EVER, day_number
from policybook.dates_that_count import ALWAYS, NEVER, reached_on
from policybook.facts import Period, since
from policybook.tables import Derivation

EPOCH = date(1970, 1, 1)
KINDS = ("age_from", "age_at_new_year_from", "years_since", "months_since")
days = st.integers(0, 366 * 90).map(lambda n: date(1940, 1, 1) + timedelta(n)) | st.sampled_from(
    [date(2024, 2, 29), date(2023, 1, 31), date(2023, 12, 31), date(2024, 1, 1), date(2023, 3, 1)]
)
bounds = st.integers(-1, 60) | st.sampled_from([0.5, 1.5, 2.25, 0.1, 3.7])


@settings(max_examples=400)
@given(st.sampled_from(KINDS), days, bounds, st.booleans())
def test_it_is_the_first_day_on_which_the_bound_is_reached(kind, start, bound, beyond):
    how = Derivation(**{kind: "born_on"})
    found = EPOCH + timedelta(int(reached_on(np.array([day_number(start)]), how, bound, beyond)[0]))

    def reached(on):
        number = since(how, [Period.day(start)], on)
        return number > bound if beyond else number >= bound

    assert reached(found) and not reached(found - timedelta(1))


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_not_known_is_reached_always_at_the_earliest_and_never_at_the_latest(kind):
    found = reached_on(np.array(EVER), Derivation(**{kind: "born_on"}), 35, beyond=True)
    assert found.tolist() == [ALWAYS, NEVER]
