"""Changed workbooks on the whole way in: whatever they are, nothing of them reaches the ledger unasked."""

import pytest

from intake.actions.tallies import Upload
from intake.models import Count, Entry, Job, Tally, TallyFile
from intake.uploads import receive_tally
from tests.intake import build_tallies as tally_of
from tests.sheets.mutating import (
    cut,
    flip_bits,
    flip_within_parts,
    inject,
    mutant,
    recompress,
    swap_parts,
)

pytestmark = pytest.mark.django_db

ENDS = {Tally.State.REFUSED, Tally.State.PREVIEW}


@pytest.mark.parametrize("way", [flip_bits, cut, flip_within_parts, inject, swap_parts, recompress])
def test_a_changed_workbook_is_shown_or_refused_and_never_stored(way, settings):
    settings.PORTAL_TODAY = tally_of.TODAY
    plan, officer = tally_of.world(), tally_of.officer()

    for number in range(5_000, 5_020):
        name, data = mutant(way, number)
        tally = receive_tally(upload=Upload(data, name), plan=plan, by=officer)
        assert tally.state in ENDS

    refused = Tally.objects.filter(state=Tally.State.REFUSED)
    assert {tally.reading["refused"][-1] for tally in refused} == {"."}
    assert not TallyFile.objects.filter(tally__in=refused).exists()
    assert set(Job.objects.values_list("state", "tries")) == {(Job.State.DONE, 1)}
    assert (Entry.objects.count(), Count.objects.count()) == (0, 0)
