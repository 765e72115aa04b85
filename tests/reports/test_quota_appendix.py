"""The appendix of quotas as Excel: out, changed, in again by way of a preview; nothing doubtful is taken."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from intake.rules.tally.types import UnitName
from plans.models import Plan
from plans.rules.goals import PrintedQuotaFacts
from reports.rules.appendix import printed_columns, read_appendix, read_printed
from sheets.workbook import Fault, Sheet, Workbook
from targets.models import Quota
from targets.queries.facts import open_draft, version_facts
from tests import build
from tests.reports.build_quotas import TODAY, given, ground, issued, path
from units.rules import Kind, Role

UNITS = [
    UnitName("thon-1", "Thôn Phú Hòa", ("T. Phú Hoà",)),
    UnitName("thon-2", "Thôn Phú Lâm"),
    UnitName("khu-1", "Khu phố 3"),
    UnitName("ap-3", "Ấp 3"),
]
HEAD = ("STT", "Đơn vị", "A1. Thu nhận (hồ sơ)", "A4. Kích hoạt (tài khoản)")


def reading(*rows, head=HEAD, name="Địa bàn"):
    sheet = Sheet(name, (("PHỤ LỤC",), (), head, *rows))
    return read_appendix(Workbook((sheet,)), ["A1", "A4"], UNITS)


# --- Reading ---------------------------------------------------------------------------------------


def test_units_are_known_however_they_are_spelt_and_blanks_say_nothing():
    found = reading((1, "thôn phú hoà", 120, None), (2, "PHÚ LÂM", "1.234", 0))

    assert found.quotas == {("A1", "thon-1"): 120, ("A1", "thon-2"): 1234, ("A4", "thon-2"): 0}
    assert found.problems == []


def test_rows_under_the_total_are_not_quotas_and_a_wrong_total_is_said():
    found = reading(
        (1, "Thôn Phú Hòa", 120, 7),
        (None, "TỔNG CỘNG", 130, 7),
        (None, "Chỉ tiêu", 140, 9),
        (None, "Người lập biểu", None, None),
    )

    assert found.quotas == {("A1", "thon-1"): 120, ("A4", "thon-1"): 7}
    assert found.notes == ["Trang “Địa bàn”: dòng TỔNG CỘNG của A1 ghi 130, các dòng cộng lại 120."]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ((1, "Thôn Lạ", 5), "Trang “Địa bàn”, dòng 4: “Thôn Lạ” không phải đơn vị được giao của kế hoạch."),
        ((1, None, 5), "Trang “Địa bàn”, dòng 4: có số nhưng không có tên đơn vị."),
        ((1, "3", 5), "Trang “Địa bàn”, dòng 4: “3” có thể là nhiều đơn vị."),
        ((1, "Phú Lâm", "nhiều"), "Trang “Địa bàn”, ô C4: “nhiều” không phải số nguyên từ 0 trở lên."),
        ((1, "Phú Lâm", -4), "Trang “Địa bàn”, ô C4: “-4” không phải số nguyên từ 0 trở lên."),
        ((1, "Phú Lâm", 2.5), "Trang “Địa bàn”, ô C4: “2.5” không phải số nguyên từ 0 trở lên."),
        ((1, "Phú Lâm", Fault("error", "#REF!")), "Trang “Địa bàn”, ô C4: “#REF!” không phải số nguyên từ 0 trở lên."),
    ],
)  # fmt: skip
def test_what_is_doubtful_is_named_with_its_place_and_not_taken(row, problem):
    found = reading(row)

    assert (found.problems, found.quotas) == ([problem], {})


def test_one_unit_with_two_numbers_is_refused():
    found = reading((1, "Phú Lâm", 5), (2, "Thôn Phú Lâm", 6))

    assert found.problems == ["“Thôn Phú Lâm” có hai số giao khác nhau ở chỉ tiêu A1."]


def test_workbook_without_a_heading_row_is_refused():
    found = reading(head=("STT", "Họ tên", "Ghi chú"))

    assert found.quotas == {}
    assert found.problems[0].startswith("Không thấy dòng tiêu đề")


def test_appendix_printed_in_the_plan_is_read_a_column_at_a_time():
    rows = [
        PrintedQuotaFacts("Thôn Phú Hòa", 120, "Thu nhận"),
        PrintedQuotaFacts("Thôn Phú Hòa", 7, "Kích hoạt"),
        PrintedQuotaFacts("T. Phú Lâm", 30, "Thu nhận"),
        PrintedQuotaFacts("Thôn Lạ", 5, "Kích hoạt"),
        PrintedQuotaFacts("TỔNG CỘNG", 160, "Thu nhận", is_total=True),
    ]

    intake = read_printed(rows, "Thu nhận", "A1", UNITS)
    activated = read_printed(rows, "Kích hoạt", "A4", UNITS)

    assert printed_columns(rows) == {"Thu nhận": 150, "Kích hoạt": 12}
    assert intake.quotas == {("A1", "thon-1"): 120, ("A1", "thon-2"): 30}
    assert intake.notes == [
        "Phụ lục in trong văn bản: dòng TỔNG CỘNG của Thu nhận ghi 160, các dòng cộng lại 150."
    ]
    assert activated.problems == [
        "Phụ lục in trong văn bản: “Thôn Lạ” không phải đơn vị được giao của kế hoạch."
    ]


# --- Out and in again --------------------------------------------------------------------------------


@pytest.fixture
def _today(settings):
    settings.PORTAL_TODAY = TODAY


def download(client, user):
    client.force_login(user)
    answer = client.get(reverse("plan-quotas-file", args=["ke-hoach"]))
    assert answer["Content-Disposition"] == 'attachment; filename="giao-chi-tieu-ke-hoach.xlsx"'
    return answer.content


def rows_of(body, sheet=0):
    return [list(row) for row in load_workbook(io.BytesIO(body)).worksheets[sheet].values]


def send(client, user, body, name="phu-luc.xlsx"):
    client.force_login(user)
    address = reverse("plan-quotas-upload", args=["ke-hoach"])
    return client.post(address, {"file": SimpleUploadedFile(name, body)})


def changed(body, **cells):
    workbook = load_workbook(io.BytesIO(body))
    for cell, value in cells.items():
        workbook.worksheets[0][cell] = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def said(answer):
    return [str(message) for message in answer.context["messages"]]


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_file_holds_quotas_sums_and_what_they_rest_on_as_numbers(client):
    made = issued(given(ground(), 160, 80, 70))

    body = download(client, made.head)

    assert rows_of(body)[4:] == [
        ["STT", "Mã đơn vị", "Đơn vị", "T1. Kích hoạt (tài khoản)"],
        [1, "thon-1", "Thôn 1", 160],
        [2, "thon-2", "Thôn 2", 80],
        [3, "thon-3", "Thôn 3", 70],
        [None, None, "TỔNG CỘNG", 310],
        [None, None, "Chỉ tiêu", 320],
        [None, None, "Còn thiếu", 10],
    ]
    assert rows_of(body, 1)[3] == [
        "T1. Kích hoạt", "Thôn 3", 70, 100, 24, 46, 3, 1, "quá tuần tốt nhất",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_file_sent_in_as_it_left_changes_nothing(client):
    made = issued(given(ground(), 160, 80, 80))

    answer = send(client, made.head, download(client, made.head))

    assert answer.context["preview"].changes == []
    assert answer.context["preview"].problems == []


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_changes_are_looked_at_with_their_sums_and_only_then_written(client):
    made = issued(given(ground(), 160, 80, 80))
    body = changed(download(client, made.head), D6=170, D8=None)

    answer = send(client, made.head, body)
    preview, fields = answer.context["preview"], answer.context["form"].initial
    assert open_draft(made.plan) is None
    address = reverse("plan-quotas-upload", args=["ke-hoach"])
    written = client.post(
        address, {"read": fields["read"], "reason": "theo họp giao ban"}, follow=True
    )

    assert [(c.unit.name, c.before, c.after) for c in preview.changes] == [("Thôn 1", 160, 170)]
    assert [(s.before, s.after, s.text) for s in preview.sums] == [
        (320, 330, "Tổng giao 330 tài khoản, vượt 10 so với chỉ tiêu 320.")
    ]
    assert said(written) == ["Đã ghi 1 số giao vào dự thảo."]
    draft = open_draft(made.plan)
    quotas = {q.unit: (q.value, q.is_fixed) for q in version_facts(draft).quotas}
    assert quotas[path("thon-1")] == (170, True)
    assert quotas[path("thon-3")] == (80, False)
    assert Quota.objects.get(unit__path=path("thon-1")).value == 160


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_draft_that_moved_on_since_the_preview_is_not_written_over(client):
    made = given(ground(Plan.State.DRAFT), 160, 80, 80)
    draft = build.version(made.plan, issued_at=None)
    answer = send(client, made.head, changed(download(client, made.head), D6=170))
    draft.revision = 5
    draft.save()

    fields = answer.context["form"].initial
    address = reverse("plan-quotas-upload", args=["ke-hoach"])
    refused = client.post(
        address, {"read": fields["read"], "revision": fields["revision"]}, follow=True
    )

    assert "vừa được người khác sửa" in said(refused)[0]
    draft.refresh_from_db()
    assert {q.value for q in version_facts(draft).quotas} == {160, 80}


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_appendix_of_the_document_goes_into_the_draft_by_the_same_preview(client):
    made = ground(Plan.State.DRAFT)
    draft = build.version(made.plan, issued_at=None)
    lines = [{"unit": f"Thôn {n}", "value": 10 * n, "what": "Kích hoạt"} for n in (1, 2, 3)]
    draft.facts = {**draft.facts, "printed_quotas": lines}
    draft.save()
    client.force_login(made.head)
    address = reverse("plan-quotas-upload", args=["ke-hoach"])

    answer = client.post(address, {"column": "Kích hoạt", "target": "T1"})
    fields = answer.context["form"].initial
    client.post(address, {"read": fields["read"], "revision": fields["revision"]})
    strange = client.post(address, {"column": "Lạ", "target": "T1"}, follow=True)

    assert [(c.unit.name, c.after) for c in answer.context["preview"].changes] == [
        ("Thôn 1", 10), ("Thôn 2", 20), ("Thôn 3", 30),
    ]  # fmt: skip
    draft.refresh_from_db()
    assert {q.unit: q.value for q in version_facts(draft).quotas}[path("thon-3")] == 30
    assert said(strange)[-1] == "Không có cột này trong phụ lục của văn bản."


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
@pytest.mark.parametrize("read", ["", "abc", "ImtoIg:1abc:xyz"])
def test_figures_that_were_not_shown_are_not_written(client, read):
    made = issued(given(ground(), 160, 80, 80))
    client.force_login(made.head)

    address = reverse("plan-quotas-upload", args=["ke-hoach"])
    answer = client.post(address, {"read": read, "reason": "thử"}, follow=True)

    assert said(answer) == ["Nội dung xem trước không còn dùng được. Đề nghị gửi lại tệp."]
    assert open_draft(made.plan) is None


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_file_that_is_no_workbook_is_refused_in_words(client):
    made = issued(ground())

    client.force_login(made.head)
    address = reverse("plan-quotas-upload", args=["ke-hoach"])
    answers = [
        client.post(address, {"file": SimpleUploadedFile("a.xlsx", b"%PDF-1.4 x")}, follow=True),
        client.post(address, {}, follow=True),
    ]

    assert said(answers[0])[0].startswith("Tệp là PDF, không phải bảng tính")
    assert said(answers[1]) == ["Chưa chọn tệp phụ lục."]


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_unit_of_another_branch_gets_no_quota_of_places(client):
    made = issued(given(ground(), 160, 80, 80))
    build.unit("vn/xa/doan/", name="Đoàn Thanh niên", kind=Kind.UNION)

    body = changed(download(client, made.head), B8=None, C8="Đoàn Thanh niên")
    answer = send(client, made.head, body)

    assert answer.context["preview"].problems == [
        "“Đoàn Thanh niên” không thuộc nhánh được giao chỉ tiêu T1."
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("_today")
def test_lower_levels_stand_under_their_unit_and_are_not_summed_again(client):
    build.unit("vn/tinh/", kind=Kind.PROVINCE)
    head = build.user("vn/tinh/", Role.SUPERIOR)
    plan = build.plan("vn/tinh/")
    target = build.target(plan, goal_kind="count", goal_value=320, denominator_kind="")
    for place, kind, value in (("xa-1/", Kind.COMMUNE, 200), ("xa-2/", Kind.COMMUNE, 120),
                               ("xa-1/a/", Kind.VILLAGE, 90)):  # fmt: skip
        build.unit(f"vn/tinh/{place}", kind=kind)
        build.quota(target, f"vn/tinh/{place}", value)
    build.version(plan)

    body = download(client, head)

    assert [row[1:4] for row in rows_of(body)[5:9]] == [
        ["xa-1", "Xa 1", 200],
        ["a", "    A", 90],
        ["xa-2", "Xa 2", 120],
        [None, "TỔNG CỘNG", 320],
    ]
    assert send(client, head, body).context["preview"].changes == []
