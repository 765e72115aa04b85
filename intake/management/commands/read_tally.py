"""What a workbook says, printed; nothing is written anywhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from intake.management.arguments import (
    add_tally_arguments,
    as_line,
    plan_named,
    refusal,
    unit_named,
    upload_at,
)
from intake.queries.vocabulary import vocabulary_for
from intake.rules.tally.types import Reading, Vocabulary
from intake.uploads import read_upload
from vietnamese.dates import format_date


class Command(BaseCommand):
    help = "Đọc một biểu tổng hợp và in những gì đọc được; không ghi gì."

    def add_arguments(self, parser: CommandParser) -> None:
        add_tally_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        plan = plan_named(options["plan"])
        unit = unit_named(options["unit"], plan.unit, plan)
        vocabulary = vocabulary_for(plan.unit, plan, unit)
        reading = read_upload(upload_at(options["file"]), vocabulary)
        body = as_json(reading, vocabulary)
        if options["json"]:
            self.stdout.write(as_line(body))
        else:
            self.stdout.write("\n".join(_lines(reading, vocabulary)))
        if reading.refused:
            raise refusal(reading.refused)


def as_json(reading: Reading, vocabulary: Vocabulary) -> dict[str, Any]:
    """The reading for machines: units by name, the rest by code, days as ISO dates."""
    names = {unit.code: unit.name for unit in vocabulary.units}
    return {
        "cells": [
            {
                "unit": names[cell.unit],
                "indicator": cell.indicator,
                "cohort": cell.cohort,
                "date": cell.day.isoformat(),
                "value": cell.value,
                "sheet": cell.sheet,
                "cell": cell.cell,
            }
            for cell in reading.cells
        ],
        "problems": [asdict(problem) for problem in reading.problems],
        "ignored": [asdict(ignored) for ignored in reading.ignored],
        "refused": reading.refused,
        "repaired": list(reading.repaired),
    }


def _lines(reading: Reading, vocabulary: Vocabulary) -> list[str]:
    names = {unit.code: unit.name for unit in vocabulary.units}
    return [
        f"{len(reading.cells)} ô đọc được, {len(reading.problems)} chỗ cần sửa.",
        *(f"Cần sửa {p.sheet}!{p.cell}: {p.message}" for p in reading.problems),
        *(
            f"{names[c.unit]}, {format_date(c.day)}, {c.indicator} {c.cohort}: {c.value}"
            for c in reading.cells
        ),
    ]
