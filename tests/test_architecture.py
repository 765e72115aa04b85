"""What the house promises about its shape, read from the syntax tree of every product file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APPS = ("demonstration", "intake", "plans", "reports", "residents", "targets", "units")
PACKAGES = (*APPS, "campaign_portal", "sheets", "vietnamese")
# Where a request comes in: every row asked for here is asked for on behalf of somebody.
OUTSIDE = {"views", "forms", "uploads", "admin", "resources"}
SCOPING = {"visible_to", "editable_by"}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 400, 50

# Every model is one of these; a new one fails the test until somebody has decided.
SCOPED = {
    "intake.Confirmation",
    "intake.Count",
    "intake.Day",
    "intake.DayReport",
    "intake.DayReportChange",
    "intake.Entry",
    "intake.Layout",
    "intake.LearnedName",
    "intake.NightlyCheck",
    "intake.Photo",
    "intake.Reminder",
    "intake.Tally",
    "intake.Total",
    "plans.Plan",
    "plans.PlanDocument",
    "plans.PlanVersion",
    "plans.ReportingRule",
    "plans.Task",
    "plans.Team",
    "reports.IssuedReport",
    "residents.Population",
    "targets.Baseline",
    "targets.Deduction",
    "targets.Quota",
    "targets.Target",
    "units.AuditEntry",
    "units.Unit",
}
# Reached only through a scoped parent, by a scope named at the place (units.scope.rows_of), or
# never shown at all.
PARTS = {
    "intake.Job",
    "intake.Submission",
    "intake.TallyFile",
    "plans.Explanation",
    "plans.LegalBasis",
    "plans.Participant",
    "plans.Recipient",
    "plans.TeamMember",
    "targets.DeductionFile",
    "targets.EntryField",
    "targets.Milestone",
    "units.User",
}
REFERENCE = {"residents.Cohort", "targets.Indicator"}


def product_files() -> Iterator[Path]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def is_outside(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return parts[0] in APPS and parts[1].removesuffix(".py") in OUTSIDE


def unscoped(tree: ast.AST) -> list[int]:
    """The lines on which `.objects` or a default manager is not followed by a scoping call at once."""
    scoped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in SCOPING
    }
    reference = {name.split(".")[1] for name in REFERENCE}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"objects", "_default_manager", "_base_manager"}
        and id(node) not in scoped
        and not (isinstance(node.value, ast.Name) and node.value.id in reference)
    ]


def test_rows_are_asked_for_in_scope_wherever_a_request_comes_in():
    files = [path for path in product_files() if is_outside(path)]
    assert len(files) > len(APPS)

    found = {name_of(path): unscoped(ast.parse(path.read_text())) for path in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("code", "is_scoped"),
    [
        ("Plan.objects.all()", False),
        ("Plan.objects.filter(pk=1).visible_to(user)", False),
        ("get_object_or_404(Plan, pk=1); Plan.objects", False),
        ("self.model._default_manager.all()", False),
        ("Plan.objects.visible_to(user)", True),
        ("Plan.objects.editable_by(user, right).filter(pk=1)", True),
        ("Indicator.objects.all()", True),
    ],
)
def test_the_walk_tells_scoped_from_unscoped(code, is_scoped):
    assert (unscoped(ast.parse(code)) == []) is is_scoped


def imported(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_nothing_listens_to_signals():
    users = {
        name_of(path): [n for n in imported(ast.parse(path.read_text())) if "signals" in n]
        for path in product_files()
    }
    assert {name for name, found in users.items() if found} == set()


def test_no_file_is_longer_than_it_can_be_read():
    lengths = {name_of(path): len(path.read_text().splitlines()) for path in product_files()}

    assert {name: n for name, n in lengths.items() if n > MOST_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    long = {
        f"{name_of(path)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in product_files()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_every_model_is_known_as_scoped_as_a_part_or_as_shared():
    models = {model._meta.label for app in APPS for model in apps.get_app_config(app).get_models()}

    assert models == SCOPED | PARTS | REFERENCE
    assert len(models) == len(SCOPED) + len(PARTS) + len(REFERENCE)


def test_what_is_called_scoped_can_be_narrowed_to_a_user_and_the_rest_cannot():
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]

    narrowed = {m._meta.label for m in models if hasattr(m._default_manager, "visible_to")}
    assert narrowed == SCOPED


def test_every_app_speaks_vietnamese_where_the_administrator_reads_it():
    names = {app: str(apps.get_app_config(app).verbose_name) for app in APPS}

    assert {app for app, name in names.items() if name.lower() == app} == set()
