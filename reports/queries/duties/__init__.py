"""Everything due for an account: what its plans order by a date, and what they want reported."""

from __future__ import annotations

from intake.queries.duties import duties_of
from reports.queries.duties.ordered import ordered_duties
from reports.queries.duties.reader import reader_of
from reports.queries.duties.reported import reported_duties
from reports.queries.duties.targets import target_duties
from reports.rules.duties import Duty
from units.models import User

__all__ = ["duties_for"]


def duties_for(user: User) -> list[Duty]:
    """The duties of the plans that the account sees, its own and others'; [] without a unit.

    Of what units report, only those at and below the account's own are looked at.
    """
    reader = reader_of(user)
    if reader is None:
        return []
    asked = duties_of(reader.unit)
    return [
        *ordered_duties(reader),
        *target_duties(reader, asked.fields),
        *reported_duties(reader, asked),
    ]
