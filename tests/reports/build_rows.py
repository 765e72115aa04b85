"""Rows of progress with plain defaults, without a database."""

from datetime import date, timedelta
from decimal import Decimal

from reports.rules.progress import (
    Path,
    Point,
    Progress,
    State,
    TargetFacts,
    build_path,
)

START = date(2026, 5, 26)
LAST = date(2026, 6, 29)
ON = date(2026, 6, 12)


def facts(**over) -> TargetFacts:
    defaults = {
        "code": "A4",
        "label": "Kích hoạt cho trẻ em",
        "short_label": "Kích hoạt, 6–14 tuổi",
        "indicator": "eid_activated",
        "indicator_label": "Kích hoạt",
        "cohort": "age_6_13",
        "cohort_label": "Từ đủ 6 đến dưới 14 tuổi",
        "measure": "tài khoản",
        "operator": ">=",
        "goal_kind": "percent",
        "goal_value": Decimal(100),
        "goal_text": "100%",
        "deadline": date(2026, 6, 30),
        "last_day": LAST,
        "deadline_text": "trước ngày 30/6/2026",
        "lead": "Công an xã",
        "branch": "place",
    }
    return TargetFacts(**{**defaults, **over})


def path(required=5045, start=9, **over) -> Path:
    given = {"starts_on": START, "start_value": start, "milestones": (), **over}
    return build_path(**given, last=Point(LAST, required))


def row(**over) -> Progress:
    """Late on 12/6: 1.889 of 5.045 where 2.455 were owed by 11/6."""
    defaults = {
        "target": over.pop("target", None) or facts(),
        "unit_code": "xa",
        "unit_name": "Xã",
        "on": ON,
        "complete_to": ON - timedelta(days=1),
        "state": State.LATE,
        "done": 1889,
        "start": 9,
        "required": 5045,
        "denominator": 5045,
        "denominator_label": "nhân khẩu thường trú",
        "denominator_as_of": date(2026, 5, 23),
        "percent": Decimal("37.44"),
        "expected": 2455,
        "pace": Decimal("126.0"),
        "required_per_day": 176,
        "forecast": 4157,
        "days_left": 18,
        "path": path(),
    }
    return Progress(**{**defaults, **over})


def unit(name: str, **over) -> Progress:
    return row(unit_name=name, unit_code=name.lower().replace(" ", "-"), **over)


def share(percent: str) -> Progress:
    """A share of another total, such as files sent in online: no path, no forecast."""
    state = State.REACHED if Decimal(percent) >= 95 else State.LATE
    target = facts(
        code="A10", short_label="Hồ sơ trực tuyến", measure="hồ sơ", goal_value=Decimal(95),
        goal_text="từ 95% trở lên", deadline=None, last_day=None, deadline_text="", branch="office",
    )  # fmt: skip
    done = int(Decimal(percent) * 10)
    return row(
        target=target, state=state, done=done, start=None, required=950, denominator=1000,
        denominator_label="Tổng hồ sơ thu nhận", percent=Decimal(percent), expected=None, pace=None,
        required_per_day=None, forecast=None, days_left=None, path=None,
    )  # fmt: skip


def undecided(state=State.NO_DENOMINATOR, **over) -> Progress:
    blank = {
        "done": None, "start": None, "required": None, "denominator": None, "percent": None,
        "denominator_label": "", "denominator_as_of": None, "expected": None, "pace": None,
        "required_per_day": None, "forecast": None, "days_left": None, "path": None,
    }  # fmt: skip
    return row(**{**blank, "state": state, **over})
