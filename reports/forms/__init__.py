"""Input of the reports' pages."""

from reports.forms.weekly import IssueForm

__all__ = ["IssueForm"]
