"""Writes on drafts: begun from a document, by hand, from a plan in force or last year's; changed; discarded.

A draft belongs to its plan's own unit. Every write says which revision it has seen, so that nobody's
work is overwritten unseen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction

from plans.models import Explanation, Plan, PlanVersion
from plans.rules.facts import PlanFacts
from plans.rules.goals import Review, TargetFacts
from plans.rules.storing import plain
from targets.actions.applying import keep_first_version
from targets.actions.beginning import DISCARDED, begun, open_document
from targets.actions.refusals import NotIssuable, PlanRefused, Stale
from targets.queries.columns import fitted, plan_columns
from targets.queries.drafts import findings, may_draft, may_split
from targets.queries.facts import facts_of, issued_version, open_draft, version_facts
from targets.queries.versions import SAVED
from targets.rules.changes import changes_of
from targets.rules.cloning import Move, copied, first_day_of, moved_by_days, moved_by_years
from targets.rules.issuing import kept_key
from units import clock
from units.actions import record
from units.models import User

__all__ = [
    "NotIssuable",
    "PlanRefused",
    "Stale",
    "amend",
    "clone",
    "discard",
    "explain",
    "held_draft",
    "new_plan",
    "open_document",
    "put_target",
    "review_target",
    "save_facts",
]

NO_RIGHT = "Tài khoản không có quyền soạn kế hoạch của đơn vị này."
GONE = "Dự thảo này không còn: đã được ban hành hoặc đã bỏ."
FIRST_YEAR, LAST_YEAR = 2000, 2100
AMENDABLE = frozenset({Plan.State.ISSUED, Plan.State.RUNNING})
LOGGED = 100  # changes of one save that the log tells one by one


@transaction.atomic
def new_plan(*, by: User, title: str) -> PlanVersion:
    """Begin a plan by hand, with nothing but its title and who issues it."""
    if not title.strip():
        raise PlanRefused("Đề nghị nhập tên kế hoạch.")
    return begun(PlanFacts(code="", issuer="", title=title.strip()), by=by, act="Soạn kế hoạch mới")


@transaction.atomic
def amend(*, plan: Plan, reason: str, by: User) -> PlanVersion:
    """Open the draft of an amendment: it begins as the plan in force, explanations with it."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    _guard(may_draft(by, plan) or may_split(by, plan))
    if plan.state not in AMENDABLE:
        raise PlanRefused(f"Kế hoạch {plan.get_state_display()} thì không sửa đổi được.")
    if not reason.strip():
        raise PlanRefused("Đề nghị ghi lý do sửa đổi kế hoạch.")
    if open_draft(plan):
        raise PlanRefused(
            "Kế hoạch này đang có một dự thảo; đề nghị ban hành hoặc bỏ dự thảo trước."
        )
    former = keep_first_version(plan)
    version = plan.versions.create(
        number=former.number + 1,
        facts=plain(facts_of(plan)),
        reason=reason.strip()[:300],
        document=former.document,
        revision=former.revision + 1,  # a page of an earlier draft never passes for one of this
        by=by,
        at=clock.now(),
    )
    _keep_explanations(former, version)
    record("Mở sửa đổi kế hoạch", str(version), by=by, unit=plan.unit, reason=version.reason)
    return version


def _keep_explanations(former: PlanVersion, version: PlanVersion) -> None:
    """What was explained once holds as long as its figures stand: the key changes with them."""
    Explanation.objects.bulk_create(
        Explanation(version=version, key=row.key, text=row.text, by=row.by, at=row.at)
        for row in Explanation.objects.filter(version=former).select_related("by")
    )


@transaction.atomic
def clone(
    *, plan: Plan, by: User, year: int | None = None, starts_on: date | None = None
) -> PlanVersion:
    """Begin a plan like an earlier one, in another year or from another first day: exactly one of the two.

    Every target is proposed anew; what was the former document's alone does not come along.
    """
    _guard(may_draft(by, plan))
    if plan.state == Plan.State.DRAFT:
        raise PlanRefused("Kế hoạch này còn là dự thảo nên chưa lập lại được.")
    facts = facts_of(plan)
    first = first_day_of(facts)
    if first is None:
        raise PlanRefused(
            "Kế hoạch này không ghi ngày bắt đầu hoặc kết thúc nên không lập lại được."
        )
    return begun(
        copied(facts, _move(first, year, starts_on)),
        by=by,
        act="Lập kế hoạch theo kế hoạch cũ",
        cloned_from=plan,
    )


def _move(first: date, year: int | None, starts_on: date | None) -> Move:
    if (year is None) == (starts_on is None):
        raise ValueError("a clone needs a year or a first day, and not both")
    moved = starts_on.year if starts_on else year or 0
    if not FIRST_YEAR <= moved <= LAST_YEAR:
        raise PlanRefused(f"Năm của kế hoạch mới phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return (
        moved_by_days((starts_on - first).days) if starts_on else moved_by_years(moved - first.year)
    )


@transaction.atomic
def save_facts(
    *, version: PlanVersion, facts: PlanFacts, revision: int, by: User, what: str
) -> PlanVersion:
    """Save the content of a draft: the one road by which it changes. `what` is for the log.

    `revision` is the one that the writer has seen; raises Stale where another one saved since, and
    PlanRefused for who may not. Who only splits quotas changes nothing else.
    """
    held = held_draft(version, revision=revision)
    before = version_facts(held)
    facts = replace(facts, code=held.plan.code)
    only_quotas = replace(before, quotas=facts.quotas) == facts
    _guard(may_draft(by, held.plan) or (only_quotas and may_split(by, held.plan)))
    if facts == before:
        return held
    held.facts, held.revision = plain(facts), held.revision + 1
    held.save(update_fields=["facts", "revision"])
    _show_heading(held.plan, facts)
    changes = changes_of(before, facts)
    told = [[c.about, c.what, c.before, c.after] for c in changes[:LOGGED]]
    mark = {"version": held.pk, "revision": held.revision}
    record(SAVED, f"{held}: {what}", by=by, unit=held.plan.unit, before=mark, after=told)
    return held


def held_draft(version: PlanVersion, *, revision: int | None = None) -> PlanVersion:
    """The draft, locked until the transaction ends. Raises Stale for another revision than the one seen.

    Its plan is locked before it, as everywhere: two writes never wait for each other.
    """
    list(Plan.objects.select_for_update(of=("self",)).filter(pk=version.plan_id))
    drafts = PlanVersion.objects.select_for_update(of=("self",)).filter(issued_at__isnull=True)
    held = drafts.select_related("plan__unit", "document").filter(pk=version.pk).first()
    if held is None:
        raise PlanRefused(GONE)
    if revision is not None and held.revision != revision:
        raise Stale(held)
    return held


def _show_heading(plan: Plan, facts: PlanFacts) -> None:
    """Lists show a plan that is not issued yet as its draft has it, where its dates make sense."""
    if plan.state != Plan.State.DRAFT:
        return
    held = fitted(Plan, plan_columns(facts))
    if facts.starts_on and facts.ends_on and facts.starts_on > facts.ends_on:
        held = {name: held[name] for name in ("issuer", "number", "title", "short_title")}
    held["title"] = held["title"] or plan.title
    for column, value in held.items():
        setattr(plan, column, value)
    plan.save(update_fields=list(held))


def put_target(
    *, version: PlanVersion, target: TargetFacts, revision: int, by: User, former: str = ""
) -> PlanVersion:
    """Change the target whose code was `former`, or add one; the shares of units follow a new code."""
    facts = version_facts(version)
    others = {row.code for row in facts.targets} - {former}
    if former and former not in {row.code for row in facts.targets}:
        raise PlanRefused(f"Dự thảo không có chỉ tiêu {former}.")
    if target.code in others:
        raise PlanRefused(f"Ký hiệu {target.code} đã dùng cho chỉ tiêu khác của kế hoạch.")
    targets = tuple(target if row.code == former else row for row in facts.targets)
    quotas = tuple(
        replace(row, target=target.code) if row.target == former else row for row in facts.quotas
    )
    changed = replace(facts, targets=targets if former else (*targets, target), quotas=quotas)
    what = f"sửa chỉ tiêu {former}" if former else f"thêm chỉ tiêu {target.code}"
    return save_facts(version=version, facts=changed, revision=revision, by=by, what=what)


def review_target(
    *, version: PlanVersion, code: str, review: Review, revision: int, by: User
) -> PlanVersion:
    """Confirm a target that was read, drop it, or take either back."""
    facts = version_facts(version)
    given = next((row for row in facts.targets if row.code == code), None)
    if given is None:
        raise PlanRefused(f"Dự thảo không có chỉ tiêu {code}.")
    changed = replace(given, review=review)
    return put_target(version=version, target=changed, former=code, revision=revision, by=by)


@transaction.atomic
def explain(*, version: PlanVersion, key: str, text: str, by: User) -> Explanation | None:
    """Say why the draft may be issued although a finding stands; "" takes it back.

    Refused where nothing is found under that key (`targets.rules.issuing.kept_key`).
    """
    held = held_draft(version)
    _guard(may_draft(by, held.plan))
    rows, text = Explanation.objects.filter(version=held, key=key), text.strip()
    found = findings(held.plan, version_facts(held))
    finding = next((f for f in found if kept_key(f) == key), None)
    if finding is None:
        raise PlanRefused("Điểm này không còn trong dự thảo; không cần giải trình nữa.")
    subject = f"{held}: {finding.message}"
    if not text:
        rows.delete()
        record("Rút giải trình", subject, by=by, unit=held.plan.unit)
        return None
    now = {"text": text[:500], "by": by, "at": clock.now()}
    kept, _ = Explanation.objects.update_or_create(version=held, key=key, defaults=now)
    record("Giải trình", subject, by=by, unit=held.plan.unit, reason=text)
    return kept


@transaction.atomic
def discard(*, version: PlanVersion, by: User) -> None:
    """Throw a draft away; a plan that was never issued goes with it, and the file that it was read from."""
    held = held_draft(version)
    _guard(may_draft(by, held.plan))
    plan, document = held.plan, held.document
    ended = {"code": plan.code, "revision": held.revision}
    record(DISCARDED, str(held), by=by, unit=plan.unit, before=held.facts, after=ended)
    held.delete()
    former = issued_version(plan)
    if former is not None:  # the next draft goes on counting where this one ended
        former.revision = held.revision
        former.save(update_fields=["revision"])
    if plan.state == Plan.State.DRAFT:
        plan.delete()
    if document is not None and not document.versions.exists():
        document.delete()


def _guard(allowed: bool) -> None:
    if not allowed:
        raise PlanRefused(NO_RIGHT)
