"""Builders of valid rows with plain defaults; a test overrides what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from intake.actions.counts import Origin, Recorded, record_counts
from intake.models import Source
from intake.rules.ledger import CellKey, NewValue
from plans.models import Plan, PlanVersion
from plans.rules.storing import plain
from residents.models import Cohort, Population
from targets.models import Baseline, EntryField, Indicator, Quota, Target
from targets.queries.facts import facts_of
from units.models import Unit, User
from units.rules import Branch, Kind, Role

DAY = date(2026, 6, 12)
PASSWORD = "mat-khau-thu-nghiem"


def unit(path: str, **over: Any) -> Unit:
    """The unit at a path such as "vn/xa/thon-1/"; the units above are made as needed."""
    codes = path.strip("/").split("/")
    parent = unit("/".join(codes[:-1]) + "/") if len(codes) > 1 else None
    found = Unit.objects.filter(path=path).first()
    if found:
        return found
    kinds = [Kind.NATION, Kind.COMMUNE, Kind.VILLAGE]
    kind = kinds[min(len(codes), 3) - 1]
    fields = {"code": codes[-1], "name": codes[-1].replace("-", " ").capitalize(), "kind": kind}
    return Unit.objects.create(**{**fields, "parent": parent, **over})


def user(path: str, role: Role = Role.OFFICER, **over: Any) -> User:
    """An account of a role at a unit; the password is PASSWORD."""
    name = over.pop("username", f"{role.value}-{path.strip('/').replace('/', '-')}")
    fields = {"username": name, "full_name": name, "unit": unit(path), "role": role}
    account = User(**{**fields, **over})
    account.set_password(PASSWORD)
    account.save()
    return account


def cohort(code: str = "age_6_13", **over: Any) -> Cohort:
    bands = {"age_0_5": (0, 6), "age_6_13": (6, 14), "age_6_up": (6, None), "age_14_up": (14, None)}
    low, high = bands.get(code, (None, None))
    defaults = {"label": code, "short_label": code, "age_from": low, "age_to": high, **over}
    return Cohort.objects.get_or_create(code=code, defaults=defaults)[0]


def indicator(code: str = "eid_activated", **over: Any) -> Indicator:
    defaults = {
        "label": code,
        "short_label": code,
        "measure": "tài khoản",
        "aggregation": Indicator.Aggregation.FLOW,
        **over,
    }
    return Indicator.objects.get_or_create(code=code, defaults=defaults)[0]


def plan(path: str = "vn/xa/", **over: Any) -> Plan:
    """A running plan from 26/5 to 30/6/2026."""
    defaults = {
        "code": "ke-hoach",
        "unit": unit(path),
        "issuer": "Ủy ban nhân dân xã",
        "title": "Cao điểm",
        "starts_on": date(2026, 5, 26),
        "ends_on": date(2026, 6, 30),
        "state": Plan.State.RUNNING,
    }
    return Plan.objects.create(**{**defaults, **over})


def version(plan: Plan, **over: Any) -> PlanVersion:
    """The plan as its rows now stand, issued as its first version; `issued_at` None makes it a draft."""
    at = datetime(2026, 5, 25, 8, tzinfo=UTC)
    defaults = {"number": 1, "facts": plain(facts_of(plan)), "at": at, "issued_at": at}
    return PlanVersion.objects.create(plan=plan, **{**defaults, **over})


def target(plan: Plan, **over: Any) -> Target:
    """100% of the children from 6 to 14 by 30/6/2026."""
    defaults = {
        "plan": plan,
        "code": "T1",
        "label": "Kích hoạt cho trẻ em",
        "short_label": "Kích hoạt",
        "indicator": over.get("indicator") or indicator(),
        "cohort": over.get("cohort") or cohort(),
        "goal_kind": Target.Goal.PERCENT,
        "goal_value": Decimal(100),
        "denominator_kind": Target.Denominator.POPULATION,
        "deadline": date(2026, 6, 30),
        "deadline_wording": Target.Wording.THROUGH,
    }
    return Target.objects.create(**{**defaults, **over})


def field(plan: Plan, **over: Any) -> EntryField:
    defaults = {
        "plan": plan,
        "indicator": over.get("indicator") or indicator(),
        "cohort": over.get("cohort") or cohort(),
        "branch": Branch.PLACE,
    }
    return EntryField.objects.create(**{**defaults, **over})


def population(path: str, people: int, **over: Any) -> Population:
    defaults = {
        "unit": unit(path),
        "cohort": over.get("cohort") or cohort(),
        "as_of": date(2026, 5, 23),
        "people": people,
    }
    return Population.objects.create(**{**defaults, **over})


def baseline(plan: Plan, path: str, value: int, **over: Any) -> Baseline:
    defaults = {
        "plan": plan,
        "unit": unit(path),
        "indicator": over.get("indicator") or indicator(),
        "cohort": over.get("cohort") or cohort(),
        "as_of": date(2026, 5, 23),
        "value": value,
    }
    return Baseline.objects.create(**{**defaults, **over})


def quota(target: Target, path: str, value: int) -> Quota:
    return Quota.objects.create(target=target, unit=unit(path), value=value)


def key(path: str, day: date = DAY, **over: Any) -> CellKey:
    """The cell of a unit on a day, for the usual indicator and cohort."""
    ind, group = over.get("indicator") or indicator(), over.get("cohort") or cohort()
    return CellKey(unit(path).pk, day, ind.pk, group.pk)


def count(path: str, value: int | None, day: date = DAY, *, by: User, **over: Any) -> Recorded:
    """A value put into the ledger by the same road as every other path."""
    new = NewValue(key(path, day, **over), value, over.get("base_version"), over.get("reason", ""))
    return record_counts([new], by=by, origin=over.get("origin") or Origin(Source.WEB))
