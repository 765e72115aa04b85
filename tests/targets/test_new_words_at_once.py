"""One name added by several drafters at the same moment, on PostgreSQL, is there once."""

import pytest

from plans.rules.vocabulary import CohortFacts, IndicatorFacts
from residents.models import Cohort
from targets.actions.vocabulary import make_cohort, make_indicator
from targets.models import Indicator
from tests.targets.build_drafts import commune, draft
from tests.targets.test_drafts_at_once import PEOPLE, at_once

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


def test_one_name_added_by_many_at_once_is_there_once():
    xa = commune()
    given = {"plan": draft(xa.head).plan, "by": xa.head}
    indicator = IndicatorFacts("", "flow", "con", "Tiêm phòng dại", "Tiêm dại")
    cohort = CohortFacts("", "Đàn chó, mèo", "Chó, mèo")

    words = at_once([lambda: make_indicator(facts=indicator, **given)] * PEOPLE)
    groups = at_once([lambda: make_cohort(facts=cohort, **given)] * PEOPLE)

    assert sorted(word.is_new for word in words) == [False] * (PEOPLE - 1) + [True]
    assert sorted(word.is_new for word in groups) == [False] * (PEOPLE - 1) + [True]
    assert Indicator.objects.filter(label="Tiêm phòng dại").count() == 1
    assert Cohort.objects.filter(label="Đàn chó, mèo").count() == 1
