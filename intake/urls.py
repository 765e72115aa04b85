"""Addresses: the day's entry with its queue and photographs, the rows behind a number, the day board, tallies."""

from django.urls import path

from intake.views import days, entry, history, offline, photos, tallies, tally

urlpatterns = [
    path("entry/", entry.entry, name="entry"),
    path("entry/session/", offline.session, name="entry-session"),
    path("entry/queue/", offline.queue, name="entry-queue"),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("entry/photos/", photos.add, name="photo-add"),
    path("entry/photos/<int:pk>/", photos.photo, name="photo"),
    path("entry/photos/<int:pk>/remove/", photos.remove, name="photo-remove"),
    path(
        "cells/<slug:unit_code>/<day:day>/<slug:indicator_code>/<slug:cohort_code>/",
        history.cell_history,
        name="cell-history",
    ),
    path("days/", days.days, name="days"),
    path("days/approve/", days.approve, name="days-approve"),
    path("days/<int:pk>/return/", days.return_, name="day-return"),
    path("days/remind/", days.remind, name="days-remind"),
    path("days/lock/", days.lock, name="days-lock"),
    path("days/open/", days.open_, name="days-open"),
    path("tallies/", tallies.tallies, name="tallies"),
    path("tallies/template/", tallies.template, name="tally-template"),
    path("tallies/names/<int:pk>/forget/", tallies.forget, name="tally-name-forget"),
    path("tallies/<int:pk>/", tally.tally, name="tally"),
    path("tallies/<int:pk>/amend/", tally.amend, name="tally-amend"),
    path("tallies/<int:pk>/commit/", tally.commit, name="tally-commit"),
    path("tallies/<int:pk>/undo/", tally.undo, name="tally-undo"),
    path("tallies/<int:pk>/discard/", tally.discard, name="tally-discard"),
    path("tallies/<int:pk>/again/", tally.again, name="tally-again"),
    path("tallies/<int:pk>/marked/", tallies.marked, name="tally-marked"),
    path("tallies/<int:pk>/original/", tallies.original, name="tally-original"),
]
