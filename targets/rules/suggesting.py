"""What a target's own words suggest for the indicator and the cohort that the vocabulary lacks."""

from __future__ import annotations

import re

from plans.reading.goals import GoalPhrase, goals_in
from plans.reading.plain import plain
from plans.reading.terms import ages_in, birth_years_in
from plans.rules.goals import TargetFacts
from plans.rules.vocabulary import CohortFacts, IndicatorFacts, VocabularyFacts
from vietnamese.text import collapse_spaces, fold

SHORT = 28
PEOPLE = "người"
_EDGE = " \t\n,;.:-–+*"
_BY_WHEN = re.compile(
    r"[\s,;(]*\b(?:(?:(?:xong|hoàn thành)\s+)?trước\s+(?:ngày|tháng|kỳ|\d)|(?:đến\s+hết|đến|trong|từ)\s+(?:ngày|tháng|quý|năm)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERING = re.compile(r"^\s*(?:[-–+*•]\s*|\d{1,2}(?:\.\d{1,2})*[.)]\s+|[a-zđ]\)\s+)+")
_LINKING = re.compile(
    r"(?:[\s,:]*\b(?:cho|đối với|với|đạt|từ|trên|ít nhất|tối thiểu|phấn đấu|đảm bảo|bảo đảm|có))+[\s,:]*$",
    re.IGNORECASE,
)
_FEWEST_WORDS = 2


def suggested_indicator(target: TargetFacts, vocabulary: VocabularyFacts) -> IndicatorFacts:
    """The indicator that the target's words describe, without a code; `aliases` are these words."""
    phrase = _phrase(target)
    label = _capital(_what(target, phrase))
    return IndicatorFacts(
        "",
        "frequency" if target.goal.kind == "per_period" else "flow",
        _measure(target, phrase, vocabulary),
        label,
        shortened(label),
        aliases=(label,) if label else (),
    )


def suggested_cohort(target: TargetFacts) -> CohortFacts:
    """The group that the target's words describe, by the ages or birth years in them, without a code.

    "đến 14 tuổi" goes through the fifteenth birthday, "đến dưới 14 tuổi" to the fourteenth.
    """
    label, words = _capital(collapse_spaces(target.who).strip(_EDGE)), plain(target.who)
    age: tuple[int | None, ...] = ()
    for _, _, (low, high, is_through) in ages_in(words):
        age = (low, high + 1 if high is not None and is_through else high)
        break
    years = next((years for _, _, years in birth_years_in(words)), ())
    aliases = (label,) if label else ()
    return CohortFacts(
        "", label, shortened(label), age=age, birth_years=() if age else years, aliases=aliases
    )


def shortened(label: str) -> str:
    """The label's first words, as many as a narrow column holds."""
    if len(label) <= SHORT:
        return label
    return label[: SHORT + 1].rsplit(" ", 1)[0][:SHORT].rstrip(_EDGE)


def _phrase(target: TargetFacts) -> GoalPhrase | None:
    """The figure of the goal in the sentence that the target was read from."""
    phrases = goals_in(plain(target.source))
    return next((p for p in phrases if p.value == target.goal.value), None)


def _what(target: TargetFacts, phrase: GoalPhrase | None) -> str:
    """What is counted, without its deadline.

    Where the words name only those it is done to ("tiêm phòng cho 95% đàn chó"), what stands before the
    figure; where they leave the counted thing out, the noun after it ("02 buổi vệ sinh môi trường").
    """
    words = target.what or ("" if target.indicator else target.label)
    what = _without_group(collapse_spaces(_BY_WHEN.sub("", words)).strip(_EDGE), target.who)
    if phrase is None or not what:
        return what
    if target.goal.kind == "percent":
        before = _LINKING.sub("", _NUMBERING.sub("", target.source[: phrase.start])).strip(_EDGE)
        names_who = fold(what) == fold(target.who.strip(_EDGE))
        return before if names_who and len(before.split()) >= _FEWEST_WORDS else what
    noun = _noun(target, phrase)
    return noun if len(noun.split()) >= _FEWEST_WORDS and fold(noun) not in fold(what) else what


def _without_group(what: str, who: str) -> str:
    """ "Tiêm phòng dại cho đàn chó, mèo" without those it is done to, who are a cohort of their own."""
    who = who.strip(_EDGE)
    if not who or not fold(what).endswith(f" {fold(who)}"):
        return what
    return _LINKING.sub("", what[: -len(who)]).strip(_EDGE) or what


def _noun(target: TargetFacts, phrase: GoalPhrase) -> str:
    """What the figure counts, as the text prints it; reading without accents keeps every place."""
    start = plain(target.source).find(phrase.noun, phrase.start) if phrase.noun else -1
    return "" if start < 0 else target.source[start : start + len(phrase.noun)].strip(_EDGE)


def _measure(target: TargetFacts, phrase: GoalPhrase | None, vocabulary: VocabularyFacts) -> str:
    """The goal's measure: a known one that the counted noun begins with, else its first word."""
    if target.goal.kind == "percent":
        is_people = next(ages_in(plain(target.who)), None) or _is_aged(target.cohort, vocabulary)
        return PEOPLE if is_people else ""
    noun = _noun(target, phrase).lower() if phrase else ""
    known = sorted({row.unit for row in vocabulary.indicators}, key=len, reverse=True)
    beginning = next((unit for unit in known if f"{noun} ".startswith(f"{unit} ")), "")
    return beginning or noun.split(" ", 1)[0]


def _is_aged(code: str | None, vocabulary: VocabularyFacts) -> bool:
    cohort = next((row for row in vocabulary.cohorts if row.code == code), None)
    return cohort is not None and bool(cohort.age or cohort.birth_years)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
