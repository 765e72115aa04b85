"""A commune with who drafts, splits and issues, and a small plan as facts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from plans.models import Plan
from plans.rules.facts import BaselineFacts, PlanFacts, StockFacts
from plans.rules.goals import DenominatorFacts, GoalFacts, TargetFacts
from plans.rules.storing import plain
from targets.actions.drafts import new_plan, save_facts
from targets.actions.vocabulary import load_vocabulary
from targets.catalogue.facts import load_vocabulary as vocabulary_facts
from targets.queries.facts import version_facts
from tests import build
from units.rules import Kind, Role

UNIT = "vn/xa/"


def commune() -> SimpleNamespace:
    """A commune of two villages; its head of police drafts, its chairman issues."""
    load_vocabulary(vocabulary_facts())
    return SimpleNamespace(
        unit=build.unit(UNIT, name="Xã Phú Riềng"),
        villages=[build.unit("vn/xa/a/", name="Thôn A"), build.unit("vn/xa/b/", name="Thôn B")],
        police=build.unit("vn/xa/ca/", name="Công an xã", kind=Kind.POLICE),
        head=build.user(UNIT, Role.POLICE_HEAD),
        chairman=build.user(UNIT, Role.CHAIRMAN),
        officer=build.user(UNIT, Role.OFFICER),
        stranger=build.user("vn/khac/", Role.POLICE_HEAD),
        superior=build.user("vn/", Role.SUPERIOR),
    )


def target(code: str = "T1", **over) -> TargetFacts:
    """100% of the children from 6 to 14 by 30/6/2026, confirmed."""
    cohort = over.get("cohort", "age_6_13")
    kind = "population" if cohort else "stated"
    denominator = DenominatorFacts(kind, "Trẻ em trên địa bàn", cohort)
    plain = TargetFacts(
        code=code,
        label="Kích hoạt tài khoản cho trẻ em",
        short_label="Kích hoạt, trẻ em",
        indicator="eid_activated",
        goal=GoalFacts("percent", Decimal(100), denominator=denominator),
        source="100% trẻ em từ 6 đến 14 tuổi",
        section="II.1",
        counted_by="place",
        cohort="age_6_13",
        deadline=date(2026, 6, 30),
        deadline_wording="before",
    )
    return replace(plain, **over)


def facts(**over) -> PlanFacts:
    plain = PlanFacts(
        code="",
        issuer="Ủy ban nhân dân xã Phú Riềng",
        title="Cao điểm cấp căn cước",
        starts_on=date(2026, 5, 26),
        ends_on=date(2026, 6, 30),
        targets=(target(),),
    )
    return replace(plain, **over)


def baseline(percent: str = "93,42") -> BaselineFacts:
    """32.788 of 35.097 people; the plan prints `percent`."""
    stock = StockFacts("card_issued", 32788, "all", percent)
    people = {"all": 35097, "age_6_13": 5045}
    return BaselineFacts((stock,), date(2026, 5, 23), "permanent", people)


def draft(by, **over):
    """A draft of the commune's plan, as somebody typed it."""
    given = facts(**over)
    version = new_plan(by=by, title="Kế hoạch")
    return save(version, by, replace(given, code=version.plan.code))


def open_draft(path: str, code: str, *, by) -> Plan:
    """A plan with nothing but the draft of its first version, of one target to decide on."""
    plan = build.plan(path, code=code, state=Plan.State.DRAFT)
    row = target(review="proposed", indicator=None, cohort=None)
    content = plain(facts(code=code, targets=(row,)))
    plan.versions.create(number=1, facts=content, by=by, at="2026-06-12T08:00+07:00")
    return plan


def save(version, by, given, **over):
    wanted = {"revision": version.revision, "what": "sửa", **over}
    return save_facts(version=version, facts=given, by=by, **wanted)


def change(version, by, **over):
    return save(version, by, replace(version_facts(version), **over))
