"""What came in: counts and their ledger, day reports, tallies, totals, and the queue of record."""

from intake.models.days import Day, DayReport, DayReportChange, Reminder
from intake.models.jobs import Job, NightlyCheck
from intake.models.ledger import (
    Confirmation,
    Count,
    Entry,
    Source,
    Submission,
    Total,
)
from intake.models.photos import Photo
from intake.models.tallies import Layout, LearnedName, Tally, TallyFile

__all__ = [
    "Confirmation",
    "Count",
    "Day",
    "DayReport",
    "DayReportChange",
    "Entry",
    "Job",
    "Layout",
    "LearnedName",
    "NightlyCheck",
    "Photo",
    "Reminder",
    "Source",
    "Submission",
    "Tally",
    "TallyFile",
    "Total",
]
