"""Addresses: the day's entry, the rows behind a number, the day board, tallies."""

from django.urls import path

from intake.views import days, entry, history, tallies

urlpatterns = [
    path("entry/", entry.entry, name="entry"),
    path(
        "cells/<slug:unit_code>/<day:day>/<slug:indicator_code>/<slug:cohort_code>/",
        history.cell_history,
        name="cell-history",
    ),
    path("days/", days.days, name="days"),
    path("days/approve/", days.approve, name="days-approve"),
    path("days/<int:pk>/return/", days.return_, name="day-return"),
    path("days/lock/", days.lock, name="days-lock"),
    path("days/open/", days.open_, name="days-open"),
    path("tallies/", tallies.tallies, name="tallies"),
    path("tallies/template/", tallies.template, name="tally-template"),
    path("tallies/<int:pk>/", tallies.tally, name="tally"),
    path("tallies/<int:pk>/commit/", tallies.commit, name="tally-commit"),
    path("tallies/<int:pk>/undo/", tallies.undo, name="tally-undo"),
]
