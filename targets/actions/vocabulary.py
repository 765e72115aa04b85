"""Writes on what is counted and for whom."""

from __future__ import annotations

from django.db import transaction

from plans.rules.vocabulary import VocabularyFacts
from residents.models import Cohort
from targets.models import Indicator


@transaction.atomic
def load_vocabulary(facts: VocabularyFacts) -> None:
    """Make or refresh every indicator and cohort of the catalogue."""
    indicators: dict[str, Indicator] = {}
    for position, indicator in enumerate(facts.indicators):
        indicators[indicator.code], _ = Indicator.objects.update_or_create(
            code=indicator.code,
            defaults={
                "label": indicator.label,
                "short_label": indicator.short_label,
                "measure": indicator.unit,
                "aggregation": indicator.aggregation,
                "aliases": list(indicator.aliases),
                "position": position,
            },
        )
    _relate(facts, indicators)
    for position, cohort in enumerate(facts.cohorts):
        Cohort.objects.update_or_create(
            code=cohort.code,
            defaults={
                "label": cohort.label,
                "short_label": cohort.short_label,
                "age_from": cohort.age_from,
                "age_to": cohort.age_to,
                "birth_years": list(cohort.birth_years),
                "category": cohort.category,
                "aliases": list(cohort.aliases),
                "position": position,
            },
        )


def _relate(facts: VocabularyFacts, indicators: dict[str, Indicator]) -> None:
    for given in facts.indicators:
        indicator = indicators[given.code]
        indicator.share_of = indicators[given.share_of] if given.share_of else None
        indicator.save(update_fields=["share_of"])
        indicator.follows.set(indicators[code] for code in given.follows)
