"""How a plan begins: from a document that was read, or from facts at hand."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from itertools import count

from django.db import transaction

from plans import reading
from plans.models import Plan, PlanDocument, PlanVersion
from plans.rules.facts import PlanFacts
from plans.rules.goals import TargetFacts
from plans.rules.storing import plain
from sheets.workbook import Refused
from targets.actions.refusals import PlanRefused
from targets.queries.columns import fitted, plan_columns
from targets.queries.drafts import vocabulary
from targets.queries.sameness import issuer_of
from units import clock
from units.actions import record
from units.models import AuditEntry, Unit, User
from units.rules import Permission
from units.sealing import sealed

SHORT = 28
MOST_CODE = 50  # a plan's code leaves room for "-12" behind it
NO_UNIT = "Tài khoản không có quyền soạn kế hoạch."
NO_TITLE = "Kế hoạch chưa có tên"
DISCARDED = "Bỏ dự thảo kế hoạch"


def open_document(*, data: bytes, name: str, by: User) -> PlanVersion:
    """Read a plan's document and begin its draft, every target proposed.

    The same file once more answers with the version that is there, which may be issued already.
    Raises PlanRefused with the reader's reason.
    """
    unit = _unit_of(by)
    digest = hashlib.sha256(data).hexdigest()
    if found := _version_read_from(digest, unit):
        return found
    try:
        read = reading.read_plan(data, name, vocabulary())
    except Refused as refusal:
        raise PlanRefused(refusal.reason) from refusal
    with transaction.atomic():
        Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
        if found := _version_read_from(digest, unit):  # sent twice at once
            return found
        document = _kept(read, data, name, digest, by)
        facts = replace(read.facts, targets=_proposed(read.facts.targets))
        return begun(facts, by=by, act="Tải văn bản kế hoạch", document=document)


def _version_read_from(digest: str, unit: Unit) -> PlanVersion | None:
    """The newest version of a plan of the unit that was read from this very file."""
    same = PlanVersion.objects.filter(plan__unit=unit, document__sha256=digest)
    return same.select_related("plan__unit").order_by("number", "pk").last()


def _kept(read: reading.PlanReading, data: bytes, name: str, digest: str, by: User) -> PlanDocument:
    return PlanDocument.objects.create(
        unit=_unit_of(by),
        name=name[-200:],
        size=len(data),
        sha256=digest,
        text=read.text,
        repaired=list(read.repaired),
        content=sealed(data),
        by=by,
        at=clock.now(),
    )


def _proposed(targets: tuple[TargetFacts, ...]) -> tuple[TargetFacts, ...]:
    """Targets for a person to decide on, each with a code of its own and a name for narrow columns."""
    found: list[TargetFacts] = []
    used: set[str] = set()
    for number, target in enumerate(targets, start=1):
        is_free = target.code and target.code not in used
        code = target.code if is_free else _free(f"T{number}", used | {t.code for t in targets})
        used.add(code)
        short = target.short_label or _shortened(target.label)
        found.append(replace(target, code=code, short_label=short, review="proposed"))
    return tuple(found)


def _free(code: str, used: set[str]) -> str:
    names = (code if n == 1 else f"{code}-{n}" for n in count(1))
    return next(name for name in names if name not in used)


def _shortened(label: str) -> str:
    """The label's first words, as many as a narrow column holds."""
    if len(label) <= SHORT:
        return label
    cut = label[:SHORT]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut[:-1]) + "…"


def begun(
    facts: PlanFacts,
    *,
    by: User,
    act: str,
    document: PlanDocument | None = None,
    cloned_from: Plan | None = None,
) -> PlanVersion:
    """A plan in draft with its first version, of the account's own unit. PlanRefused without the right."""
    unit = _unit_of(by)
    facts = replace(facts, code=_code(facts, unit), issuer=facts.issuer or issuer_of(unit))
    title = facts.title or (document.name if document else NO_TITLE)
    plan = Plan(code=facts.code, unit=unit, cloned_from=cloned_from)
    for column, value in fitted(Plan, plan_columns(replace(facts, title=title))).items():
        setattr(plan, column, value)
    if plan.starts_on and plan.ends_on and plan.starts_on > plan.ends_on:
        plan.starts_on = None  # the draft keeps what was read, and says that it cannot be
    plan.save()
    version = plan.versions.create(
        number=1,
        facts=plain(facts),
        revision=_first_revision(facts.code),
        document=document,
        by=by,
        at=clock.now(),
    )
    source = document.sha256 if document else str(cloned_from or "")
    record(act, plan.title, by=by, unit=unit, after={"code": plan.code, "source": source})
    return version


def _first_revision(code: str) -> int:
    """0; after a draft of the same code that was thrown away, more than its last: its pages may still be open."""
    thrown = AuditEntry.objects.filter(action=DISCARDED, after__code=code)
    last: int | None = thrown.values_list("after__revision", flat=True).first()
    return 0 if last is None else last + 1


def _code(facts: PlanFacts, unit: Unit) -> str:
    """A free code: the year and the unit ("2026-phu-rieng", "2026-phu-rieng-2")."""
    day = facts.starts_on or facts.ends_on or facts.issued_on or clock.today()
    code = f"{day.year}-{unit.code}"[:MOST_CODE]
    used = set(Plan.objects.filter(code__startswith=code).values_list("code", flat=True))
    return _free(code, used)


def _unit_of(by: User) -> Unit:
    if by.unit is None or not by.may(Permission.DRAFT_PLANS):
        raise PlanRefused(NO_UNIT)
    return by.unit
