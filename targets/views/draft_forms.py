"""The forms of a draft: one target, the head of the plan, its figures.

Where somebody else saved meanwhile the form comes back as it was typed, with the revision that is
there now, below what the other changed: pressed again, it changes only what it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from plans.models import PlanVersion
from plans.rules.facts import PlanFacts
from plans.rules.goals import GoalFacts, TargetFacts
from targets.actions.drafts import save_facts
from targets.actions.refusals import PlanRefused, Stale
from targets.actions.vocabulary import Word, put_target_with_words
from targets.forms import duties as duty_forms
from targets.forms import figures as figure_forms
from targets.forms import heading as heading_forms
from targets.forms.targets import (
    MilestoneRows,
    TargetForm,
    are_in_time,
    initial_of,
    milestone_rows,
    milestones_of,
    next_code,
)
from targets.queries.draft_page import finding_lines, target_line
from targets.queries.drafts import issue_preview, vocabulary
from targets.queries.facts import version_facts
from targets.queries.superiors import parent_of
from targets.queries.versions import Saved, saved_since
from targets.rules.words import NewWords
from targets.views.scope import REFUSED, own_draft, revision_in, to_draft
from units.http import UserRequest, needs
from units.rules import Permission

FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def target(request: UserRequest, code: str, target: str) -> HttpResponse:
    """One target of the draft, every field of it."""
    version = own_draft(request, code)
    rows = {row.code: row for row in version_facts(version).targets}
    if target not in rows:
        raise Http404("Dự thảo không có chỉ tiêu này.")
    return _target(request, version, rows[target], former=target)


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def new_target(request: UserRequest, code: str) -> HttpResponse:
    """A target that is added by hand, or taken from a goal that the text states beside its targets."""
    version = own_draft(request, code)
    return _target(request, version, _blank(request, version_facts(version)), former="")


def _blank(request: UserRequest, facts: PlanFacts) -> TargetFacts:
    code = next_code(row.code for row in facts.targets)
    asked = request.GET.get("goal", "")
    if asked.isascii() and asked.isdigit() and int(asked) < len(facts.other_goals):
        row = facts.other_goals[int(asked)]
        names = ("indicator", "cohort", "operator", "commitment", "deadline", "deadline_wording")
        same = {name: getattr(row, name) for name in (*names, "label", "goal", "source", "spans")}
        return TargetFacts(
            code=code, short_label="", section="", counted_by="place", review="proposed", **same
        )
    return TargetFacts(
        code=code,
        label="",
        short_label="",
        indicator=None,
        goal=GoalFacts("percent", Decimal(100)),
        source="",
        section="",
        counted_by="place",
        review="proposed",
    )


def _target(
    request: UserRequest, version: PlanVersion, row: TargetFacts, *, former: str
) -> HttpResponse:
    words = vocabulary()
    data = request.POST if request.method == "POST" else None
    form = TargetForm(data, initial=initial_of(row, words), vocabulary=words)
    rows = MilestoneRows(data, initial=milestone_rows(row), prefix="milestones")
    status = 200
    if data is not None and _all_valid(form, rows) and are_in_time(form, rows):
        after = form.facts(row, milestones_of(rows))
        kept = _save_target(request, version, after, form.new_words(row), former)
        if kept is None:
            return to_draft(request, version.plan.code, "#chi-tieu")
        version, status = kept, REFUSED
    lines = finding_lines(issue_preview(version))
    context = {
        "plan": version.plan,
        "version": version,
        "meanwhile": _meanwhile(request, version),
        "form": form,
        "rows": rows,
        "line": target_line(row, words, lines),
        "former": former,
    }
    return render(request, "targets/draft_target.html", context, status=_status(status, form, rows))


def _save_target(
    request: UserRequest, version: PlanVersion, target: TargetFacts, words: NewWords, former: str
) -> PlanVersion | None:
    """Save it with the words that it still lacks, and say what became of both."""
    taken: list[Word] = []
    row: dict[str, Any] = {"target": target, "words": words, "former": former, "by": request.user}
    kept = _kept(
        request,
        version,
        lambda revision: taken.extend(
            put_target_with_words(version=version, revision=revision, **row)
        ),
    )
    if kept is None:
        for said in (*map(_taken, taken), _said(target)):
            messages.success(request, said)
    return kept


def _said(target: TargetFacts) -> str:
    if target.review == "confirmed":
        return f"Đã lưu và xác nhận chỉ tiêu {target.code}."
    return f"Đã lưu chỉ tiêu {target.code}; chọn hoặc thêm loại số liệu thì mới xác nhận được."


def _taken(word: Word) -> str:
    if word.is_new:
        return f"Đã thêm {word.kind.lower()} “{word.label}” vào danh mục."
    return f"{word.kind} “{word.label}” đã có trong danh mục nên chỉ tiêu dùng mục đó."


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def heading(request: UserRequest, code: str) -> HttpResponse:
    """Number, dates, issuer, parents, bases, recipients and signer."""
    version = own_draft(request, code)
    facts = version_facts(version)
    data = request.POST if request.method == "POST" else None
    form = heading_forms.HeadingForm(data, initial=heading_forms.initial_of(facts))
    rows = heading_forms.ParentRows(
        data, initial=heading_forms.parent_rows(facts), prefix="parents"
    )
    status = 200
    if data is not None and _all_valid(form, rows):
        after = form.facts(facts, heading_forms.parents_of(rows, facts.parents))
        kept = _save(request, version, after, "Sửa phần đầu và phần ký của kế hoạch")
        if kept is None:
            messages.success(request, "Đã lưu phần đầu và phần ký của kế hoạch.")
            return to_draft(request, code)
        version, status = kept, REFUSED
    context = {
        "plan": version.plan,
        "version": version,
        "meanwhile": _meanwhile(request, version),
        "form": form,
        "rows": rows,
        "parent": parent_of(version.plan, version_facts(version)),
    }
    return render(
        request, "targets/draft_heading.html", context, status=_status(status, form, rows)
    )


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def figures(request: UserRequest, code: str) -> HttpResponse:
    """Where the unit stands, and the figures that the text prints."""
    version = own_draft(request, code)
    facts = version_facts(version)
    forms = _figure_forms(request, facts)
    status = 200
    if request.method == "POST" and _all_valid(*forms.values()):
        after = replace(
            facts,
            baseline=figure_forms.baseline_of(
                forms["form"], forms["population"], forms["stocks"], facts.baseline
            ),
            figures=figure_forms.figures_of(forms["printed"], facts.figures),
        )
        kept = _save(request, version, after, "Sửa số liệu của kế hoạch")
        if kept is None:
            messages.success(request, "Đã lưu số liệu của kế hoạch.")
            return to_draft(request, code)
        version, status = kept, REFUSED
    lines = finding_lines(issue_preview(version))
    context = {
        "plan": version.plan,
        "version": version,
        "meanwhile": _meanwhile(request, version),
        "lines": [line for line in lines if line.page == "figures" and not line.explanation],
        "printed_lines": figure_forms.printed_lines(forms["printed"], facts),
        **forms,
    }
    return render(
        request,
        "targets/draft_figures.html",
        context,
        status=_status(status, *forms.values()),
    )


@FORM_METHODS
@needs(Permission.DRAFT_PLANS)
def duties(request: UserRequest, code: str) -> HttpResponse:
    """Tasks, teams and duties of reporting."""
    version = own_draft(request, code)
    facts = version_facts(version)
    data = request.POST if request.method == "POST" else None
    rules = duty_forms.RuleRows(data, initial=duty_forms.rule_rows(facts.rules), prefix="rules")
    tasks = duty_forms.TaskRows(data, initial=duty_forms.task_rows(facts.tasks), prefix="tasks")
    teams = duty_forms.TeamRows(data, initial=duty_forms.team_rows(facts.teams), prefix="teams")
    status = 200
    if data is not None and _all_valid(rules, tasks, teams):
        after = replace(
            facts,
            rules=duty_forms.kept_rows(rules, facts.rules),
            tasks=duty_forms.kept_rows(tasks, facts.tasks),
            teams=duty_forms.kept_rows(teams, facts.teams),
        )
        kept = _save(request, version, after, "Sửa nhiệm vụ, tổ công tác, chế độ báo cáo")
        if kept is None:
            messages.success(request, "Đã lưu nhiệm vụ, tổ công tác và chế độ báo cáo.")
            return to_draft(request, code)
        version, status = kept, REFUSED
    context = {
        "plan": version.plan,
        "version": version,
        "meanwhile": _meanwhile(request, version),
        "rules": rules,
        "tasks": tasks,
        "teams": teams,
    }
    return render(
        request, "targets/draft_duties.html", context, status=_status(status, rules, tasks, teams)
    )


def _figure_forms(request: UserRequest, facts: PlanFacts) -> dict[str, Any]:
    data, words = (request.POST if request.method == "POST" else None), vocabulary()
    baseline = facts.baseline
    first = {"as_of": baseline.as_of, "residence": baseline.residence} if baseline else {}
    printed = figure_forms.printed_rows(facts)
    population, stocks = figure_forms.population_rows(facts), figure_forms.stock_rows(facts)
    rows: dict[str, Any] = {"form_kwargs": {"vocabulary": words}}
    return {
        "form": figure_forms.BaselineForm(data, initial=first),
        "population": figure_forms.PopulationRows(
            data, initial=population, prefix="population", **rows
        ),
        "stocks": figure_forms.StockRows(data, initial=stocks, prefix="stocks", **rows),
        "printed": figure_forms.PrintedRows(data, initial=printed, prefix="printed"),
    }


def _meanwhile(request: UserRequest, version: PlanVersion) -> list[Saved]:
    """What others saved since the page was made whose form is refused."""
    return saved_since(version, revision_in(request)) if request.method == "POST" else []


def _all_valid(*forms: Any) -> bool:
    """Whether nothing has to be typed again; a template that shows a form asks it what is wrong."""
    return all(form.is_valid() for form in forms)


def _status(status: int, *forms: Any) -> int:
    is_wrong = any(form.is_bound and not form.is_valid() for form in forms)
    return REFUSED if is_wrong else status


def _save(
    request: UserRequest, version: PlanVersion, facts: PlanFacts, what: str
) -> PlanVersion | None:
    return _kept(
        request,
        version,
        lambda revision: save_facts(
            version=version, facts=facts, revision=revision, by=request.user, what=what
        ),
    )


def _kept(
    request: UserRequest, version: PlanVersion, save: Callable[[int], object]
) -> PlanVersion | None:
    """None where it was saved; else the version as it is now, and the page says why not."""
    try:
        save(revision_in(request))
    except Stale as stale:
        messages.error(request, str(stale))
        return stale.version
    except PlanRefused as refusal:
        messages.error(request, str(refusal))
        return version
    return None
