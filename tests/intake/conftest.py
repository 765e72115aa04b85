"""The people and the plan of the tests about tallies."""

import pytest

from tests.intake import build_tallies as tally_of


@pytest.fixture
def tally_day(settings):
    settings.PORTAL_TODAY = tally_of.TODAY


@pytest.fixture
def plan():
    return tally_of.world()


@pytest.fixture
def head(client, plan):
    user = tally_of.head()
    client.force_login(user)
    return user


@pytest.fixture
def officer(client, plan):
    user = tally_of.officer()
    client.force_login(user)
    return user
