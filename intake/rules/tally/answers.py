"""What the sender explained about names: the reader asks here before it asks him."""

from collections.abc import Mapping
from datetime import date

from intake.rules.tally.types import LEAVE_OUT, Vocabulary
from intake.rules.tally.wording import Role
from vietnamese.text import comparable


class Answers:
    """Answers that fit the vocabulary; one that names no code of it any more is as if not given."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        codes: dict[str, set[str]] = {
            Role.UNIT: {unit.code for unit in vocabulary.units},
            Role.INDICATOR: {term.code for term in vocabulary.indicators},
            Role.COHORT: {term.code for term in vocabulary.cohorts},
        }
        self._given = {
            key: code
            for key, code in vocabulary.answers.items()
            if code == LEAVE_OUT or code in codes.get(key[0], set()) or _is_day(key[0], code)
        }

    def __bool__(self) -> bool:
        return bool(self._given)

    def of(self, role: Role, text: str, sheet: str) -> str | None:
        """The code, ISO day or LEAVE_OUT that the text stands for; with no text, what the sheet is about."""
        if not self._given:
            return None
        return self._given.get((role, comparable(text), "" if text else sheet))

    def about(self, text: str) -> Mapping[Role, str]:
        """Everything that was said about a text."""
        if not self._given or not text:
            return {}
        key = comparable(text)
        return {
            role: code
            for role in (Role.UNIT, Role.INDICATOR, Role.COHORT, Role.DAY)
            if (code := self._given.get((role, key, "")))
        }


def _is_day(side: str, code: str) -> bool:
    try:
        return side == Role.DAY and bool(date.fromisoformat(code))
    except ValueError:
        return False
