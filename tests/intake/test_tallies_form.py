"""The form that sends tallies: which files it lets be chosen, and how large they may be."""

import re

import pytest
from django.urls import reverse

from sheets.gate import MAX_BYTES, SUFFIXES
from tests.intake import build_tallies as tally_of
from tests.intake.build_tallies import TODAY

pytestmark = pytest.mark.django_db


def test_the_form_takes_the_kinds_and_the_size_that_the_gate_takes(client, settings):
    settings.PORTAL_TODAY = TODAY
    tally_of.world()
    client.force_login(tally_of.head())
    text = client.get(reverse("tallies")).content.decode()

    assert re.findall(r'<input [^>]*type="file"[^>]* accept="([^"]*)"', text) == [
        ",".join(SUFFIXES)
    ]
    assert re.findall(r'data-bytes="([^"]*)"', text) == [str(MAX_BYTES)]
