"""An empty portal begins with its root unit, the vocabulary and one administrator."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from targets.models import Indicator
from tests import build
from units.models import Unit, User
from units.rules import Role

pytestmark = pytest.mark.django_db


def started(capsys, **options) -> dict:
    call_command("start_portal", unit="Xã Đồng Tâm", json=True, **options)
    return json.loads(capsys.readouterr().out)


def test_the_first_administrator_logs_in_and_reaches_the_administration(capsys, client):
    told = started(capsys)

    account = User.objects.get()
    assert (told["unit"], told["username"]) == ("xa-dong-tam", "quantri")
    assert account.check_password(told["password"])
    assert (account.role, account.unit) == (Role.ADMINISTRATOR, Unit.objects.get())
    assert Indicator.objects.filter(code="eid_activated").exists()
    client.force_login(account)
    assert client.get(reverse("admin:units_unit_add")).status_code == 200


def test_a_portal_in_use_is_left_alone(capsys):
    build.unit("vn/")

    with pytest.raises(CommandError, match="không khởi tạo lại") as refused:
        started(capsys)

    assert refused.value.returncode == 1
    assert User.objects.count() == 0


def test_a_name_without_letters_is_refused():
    with pytest.raises(CommandError, match="không hợp lệ"):
        call_command("start_portal", unit="???")
    assert Unit.objects.count() == 0
