"""A whole plan read: the five plans against their own facts, files of every kind, the command."""

import io
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.reading import PlanReading, Refused, read_plan
from plans.rules.facts import PlanFacts, RecipientFacts, TeamFacts, TeamMemberFacts
from targets.catalogue.facts import PLAN_CODES, load_plan, load_vocabulary
from tests.plans.reading import build
from vietnamese.text import comparable

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "plans"
needs_samples = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not here")
needs_plans = [needs_samples, pytest.mark.parametrize("code", PLAN_CODES)]
WORDS = load_vocabulary()


def read(text: str) -> PlanReading:
    return read_plan(text.encode(), "a.txt", WORDS)


def sample(code: str) -> PlanFacts:
    path = SHARED / f"{code}.txt"
    return read_plan(path.read_bytes(), path.name, WORDS).facts


def each_sample(test):
    for mark in needs_plans:
        test = mark(test)
    return test


# --- The five plans ----------------------------------------------------------------------------------


@each_sample
def test_the_form_is_read_as_our_own_facts_have_it(code):
    got, own = sample(code), load_plan(code)
    # One text names its commune in two ways, one does not name it at all: the portal's facts know better.
    issuers = {
        "2026-tan-dinh": "Ủy ban nhân dân xã Tân Đình",
        "2025-tu-nghia": "Ủy ban nhân dân xã",
    }
    places = {"2026-tan-dinh": "Tân Đình"}
    assert replace(got, title=comparable(got.title)) == replace(
        got,
        code=code,
        issuer=issuers.get(code, own.issuer),
        place=places.get(code, own.place),
        number=own.number,
        number_printed=own.number_printed,
        issued_on=own.issued_on,
        issued_printed=own.issued_printed,
        title=comparable(own.title),
        starts_on=own.starts_on,
        ends_on=own.ends_on,
        dates_source=own.dates_source,
        lead_unit=own.lead_unit,
        weekly_report_to=own.weekly_report_to,
        must_rise_daily=own.must_rise_daily,
        bases=own.bases,
        signer=own.signer,
    )


@each_sample
def test_parents_are_read_as_our_own_facts_have_them(code):
    got, own = sample(code), load_plan(code)
    assert [replace(parent, finding="") for parent in got.parents] == [
        replace(parent, finding="") for parent in own.parents
    ]
    assert [bool(parent.finding) for parent in got.parents] == [
        bool(parent.finding) for parent in own.parents
    ]


@each_sample
def test_recipients_are_read_with_their_roles(code):
    assert sample(code).recipients == load_plan(code).recipients


@each_sample
def test_rules_with_a_time_are_read(code):
    def timed(plan: PlanFacts):
        return sorted(
            (
                rule.kind,
                rule.section,
                str(rule.due_on),
                rule.due_wording or "",
                str(rule.time_of_day),
            )
            for rule in plan.rules
            if rule.due_on or rule.time_of_day or rule.weekday
        )

    assert timed(sample(code)) == timed(load_plan(code))


@each_sample
def test_every_reporting_rhythm_of_our_own_facts_is_read(code):
    def rhythms(plan: PlanFacts):
        return {rule.kind for rule in plan.rules if rule.kind in ("daily", "weekly", "final")}

    assert rhythms(sample(code)) >= rhythms(load_plan(code))


def plain_team(team: TeamFacts):
    def unit(member: TeamMemberFacts):
        return comparable(member.unit), member.people, member.role

    return team.level, team.people, [unit(member) for member in team.members]


@each_sample
def test_teams_are_read_with_their_people(code):
    assert [plain_team(team) for team in sample(code).teams] == [
        plain_team(team) for team in load_plan(code).teams
    ]


@each_sample
def test_service_packages_and_kinds_of_cases_are_read(code):
    got, own = sample(code), load_plan(code)
    assert got.service_packages == own.service_packages
    assert {case.code for case in got.case_kinds} == {case.code for case in own.case_kinds}


@each_sample
def test_every_span_lies_in_the_text(code):
    path = SHARED / f"{code}.txt"
    reading = read_plan(path.read_bytes(), path.name, WORDS)
    facts = reading.facts
    items = (*facts.rules, *facts.tasks, *facts.teams, *facts.figures, *facts.spellings)
    spans = [item.span for item in items if item.span]
    spans += [span for target in facts.targets for span in target.spans]
    assert spans
    assert all(0 <= span.start < span.end <= len(reading.text) for span in spans)


# --- Any file ----------------------------------------------------------------------------------------


def test_a_plan_is_the_same_as_text_as_word_and_as_pdf():
    title = ("KẾ HOẠCH", "Vận động người dân tham gia bảo hiểm y tế", "trên địa bàn xã An Hòa")
    files = {
        "ke-hoach.txt": build.PLAN.encode(),
        "ke-hoach.docx": build.word(build.PLAN.splitlines(), centred=title),
        "ke-hoach.pdf": build.pdf(build.PLAN),
    }
    told = []
    for name, data in files.items():
        facts = read_plan(data, name, WORDS).facts
        (rule,) = [rule for rule in facts.rules if rule.kind == "weekly"]
        told.append(
            (
                facts.code,
                facts.number,
                facts.issuer,
                facts.issued_on,
                facts.title,
                facts.ends_on,
                facts.parents,
                facts.recipients,
                facts.signer,
                rule.weekday,
                [(target.goal.value, target.deadline) for target in facts.targets],
            )
        )
    assert told[0][1:3] == ("12/KH-UBND", "Ủy ban nhân dân xã An Hòa")
    assert told[0][5] == date(2026, 6, 10)
    assert told[0][7] == (RecipientFacts("UBND tỉnh", "report"), RecipientFacts("Lưu: VT", "file"))
    assert told[1:] == [told[0], told[0]]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kế hoạch số 27 (bản cuối).docx", "ke-hoach-so-27-ban-cuoi"),
        (r"C:\văn bản\2026.txt", "2026"),
        ("….txt", "ke-hoach"),
    ],
)
def test_the_code_comes_from_the_files_name(name, code):
    assert read_plan(build.PLAN.encode(), name, WORDS).facts.code == code


def test_a_text_that_is_no_plan_gives_an_empty_draft():
    facts = read("Hôm nay trời đẹp, không có kế hoạch nào cả.").facts
    assert (facts.title, facts.targets, facts.rules, facts.ends_on) == ("", (), (), None)


PIECES = st.sampled_from(
    [*build.PLAN.split(), "\n", "\n\n", "- ", "+ ", "II. ", "|", "\t", "31/02/2026", "99%", "1O%", "“", "("]
)  # fmt: skip


@settings(max_examples=80, deadline=None, database=None)
@given(st.lists(PIECES, max_size=250))
def test_any_words_are_read(pieces):
    text = " ".join(pieces)
    try:
        reading = read(text)
    except Refused as refused:
        told = ("Tệp không có chữ.", "Không thấy nội dung kế hoạch trong tệp.")
        assert refused.reason in told  # noqa: PT017 -- too few letters
    else:
        assert json.dumps(reading.text)


@settings(max_examples=60, deadline=None, database=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 40), st.text(max_size=3)), max_size=40))
def test_a_plan_with_holes_and_slips_is_read(changes):
    text = build.PLAN
    for share, length, put in changes:
        at = int(share * len(text))
        text = text[:at] + put + text[at + length :]
    try:
        read(text.encode("utf-8", "ignore").decode())
    except Refused as refused:
        assert refused.reason.endswith(".")  # noqa: PT017 -- either outcome is right


# --- The command -------------------------------------------------------------------------------------


@pytest.fixture
def plan_file(tmp_path):
    path = tmp_path / "ke-hoach.txt"
    path.write_text(build.PLAN, encoding="utf-8")
    return path


def printed(*args) -> str:
    out = io.StringIO()
    call_command("read_plan", *map(str, args), stdout=out)
    return out.getvalue()


def test_the_command_prints_one_object_for_machines(plan_file):
    body = json.loads(printed(plan_file, "--json"))
    assert {
        key: body[key] for key in ("number", "issuer", "title", "issued_on", "starts_on", "ends_on")
    } == {
        "number": "12/KH-UBND",
        "issuer": "Ủy ban nhân dân xã An Hòa",
        "title": "Vận động người dân tham gia bảo hiểm y tế trên địa bàn xã An Hòa",
        "issued_on": "2026-03-05",
        "starts_on": "2026-03-10",
        "ends_on": "2026-06-10",
    }
    assert body["parent"] == {
        "number": "40/KH-UBND",
        "issuer": "UBND tỉnh Bình Nam",
        "issued_on": "2026-02-20",
    }
    (target,) = body["targets"]
    assert (target["goal"]["kind"], target["goal"]["value"]) == ("percent", 95)
    assert (target["deadline"], target["deadline_wording"]) == ("2026-06-10", "before")
    source = target["source"]
    assert build.PLAN[source["start"] : source["end"]] == source["text"]
    assert "95%" in source["text"]


def test_unknown_is_null_for_machines(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("KẾ HOẠCH\n\nTuyên truyền trong nhân dân", encoding="utf-8")
    body = json.loads(printed(path, "--json"))
    assert [body[key] for key in ("number", "issuer", "issued_on", "ends_on", "parent")] == [
        None
    ] * 5


def test_the_command_prints_a_summary_for_people(plan_file):
    lines = printed(plan_file).splitlines()
    assert lines[:5] == [
        "Vận động người dân tham gia bảo hiểm y tế trên địa bàn xã An Hòa",
        "Số: 12/KH-UBND. Cơ quan ban hành: Ủy ban nhân dân xã An Hòa.",
        "Ngày ban hành: 05/3/2026. Thời gian thực hiện: từ 10/3/2026 đến 10/6/2026.",
        "Thực hiện: Kế hoạch số 40/KH-UBND ngày 20/02/2026 của UBND tỉnh Bình Nam về vận động tham gia bảo hiểm y tế",
        "Đơn vị đầu mối: Trạm Y tế xã.",
    ]
    assert lines[5] == "Đã sửa khi đọc: Đã che 1 số điện thoại cá nhân."


def test_a_refused_file_ends_the_command_with_its_reason(tmp_path):
    path = tmp_path / "quet.pdf"
    path.write_bytes(build.scanned())
    with pytest.raises(CommandError, match="chưa có chữ") as raised:
        printed(path, "--json")
    assert raised.value.returncode == 1


def test_a_file_that_is_not_there_is_misuse(tmp_path):
    with pytest.raises(CommandError, match="Không mở được tệp") as raised:
        printed(tmp_path / "khong-co.txt")
    assert raised.value.returncode == 2
