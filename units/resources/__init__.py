"""Sheets of units and accounts in and out, and what every such sheet shares."""

from units.resources.registers import OWN_ACCOUNT, SMALL_CODE, UnitResource, UserResource
from units.resources.sheets import Change, ScopedResource, column, faults_of, take_sheet
from units.resources.widgets import (
    ChoiceWidget,
    CodeWidget,
    CountWidget,
    DayWidget,
    KeyWidget,
    ListWidget,
    TextWidget,
    Unreadable,
    YesNoWidget,
    codes_in,
    in_parts,
)

__all__ = [
    "OWN_ACCOUNT",
    "SMALL_CODE",
    "Change",
    "ChoiceWidget",
    "CodeWidget",
    "CountWidget",
    "DayWidget",
    "KeyWidget",
    "ListWidget",
    "ScopedResource",
    "TextWidget",
    "UnitResource",
    "Unreadable",
    "UserResource",
    "YesNoWidget",
    "codes_in",
    "column",
    "faults_of",
    "in_parts",
    "take_sheet",
]
