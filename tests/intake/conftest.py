"""The people, plans and places that several tests of this folder share."""

import pytest

from tests import build
from tests.intake import build_tallies as tally_of
from tests.intake.build_entry import DAY, commune
from units.rules import Role


@pytest.fixture
def tally_day(settings):
    settings.PORTAL_TODAY = tally_of.TODAY


@pytest.fixture
def pinned_day(settings):
    settings.PORTAL_TODAY = DAY


@pytest.fixture
def plan():
    return tally_of.world()


@pytest.fixture
def head(client, plan):
    user = tally_of.head()
    client.force_login(user)
    return user


@pytest.fixture
def chief(client, plan):
    user = build.user(tally_of.COMMUNE, Role.POLICE_HEAD)
    client.force_login(user)
    return user


@pytest.fixture
def officer(client, plan):
    user = tally_of.officer()
    client.force_login(user)
    return user


@pytest.fixture
def place(client):
    """A commune of two villages; its officer is logged in."""
    place = commune(villages=2)
    client.force_login(place.officer)
    return place
