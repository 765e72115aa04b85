"""A workbook's way into quotas: opened behind the gate, read, never written before it was looked at."""

from __future__ import annotations

from reports.queries.quotas.appendix import unit_names, units_for
from reports.queries.quotas.content import Content
from reports.rules.appendix import AppendixReading, read_appendix, read_printed
from reports.rules.quotas import may_be_split
from sheets.opening import open_workbook
from units.models import User


def read_quotas(data: bytes, filename: str, *, content: Content, by: User) -> AppendixReading:
    """The quotas that a workbook states for the plan's targets. Raises sheets.workbook.Refused."""
    targets = [target.code for target in content.facts.targets if may_be_split(target)]
    return read_appendix(open_workbook(data, filename), targets, unit_names(units_for(content, by)))


def printed_quotas(column: str, target: str, *, content: Content, by: User) -> AppendixReading:
    """A column of the appendix that the plan's own text prints, as quotas of a target."""
    units = unit_names(units_for(content, by))
    return read_printed(content.facts.printed_quotas, column, target, units)
