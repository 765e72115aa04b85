"""The pages of deductions: asking, the effect before deciding, acting, names and evidence."""

import io
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from plans.models import Plan
from reports.queries.deductions import effects_of
from targets.actions.deductions import send_up
from targets.models import Deduction
from tests import build
from tests.reports import build_commune
from tests.reports.build_deductions import PDF, accepted, asked
from units.models import AuditEntry
from units.rules import Branch, Kind, Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 12)
NAMES = "Nguyễn Văn A, 2012\nTrần Thị B, 2013"


@pytest.fixture(autouse=True)
def today(settings):
    settings.PORTAL_TODAY = TODAY


@pytest.fixture
def commune():
    """Thôn 1: 60 of 200 done; Thôn 2: 14 of 100; the commune 74 of 300."""
    return build_commune.commune()


@pytest.fixture
def target(commune):
    return commune.plan.targets.get()


@pytest.fixture
def village(commune):
    return build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD)


@pytest.fixture
def head(commune):
    return build.user("vn/xa/", Role.POLICE_HEAD)


def text_of(response) -> str:
    body = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", body)


def sent(target, **over):
    plain = {
        "target": target.pk,
        "unit": build.unit("vn/xa/thon-1/").pk,
        "reason": "abroad",
        "people": "",
        "persons": NAMES,
        "note": "",
        "evidence": SimpleUploadedFile("xac-nhan.pdf", PDF),
    }
    return {**plain, **over}


def post(client, deduction, name, **data):
    return client.post(reverse(name, args=[deduction.pk]), data)


def told(client, response) -> str:
    return text_of(client.get(response.url))


def test_a_village_asks_and_finds_its_request(client, target, village):
    client.force_login(village)
    response = client.post(reverse("deduction-new"), sent(target))

    deduction = Deduction.objects.get()
    assert response.url == reverse("deduction", args=[deduction.pk])
    assert (deduction.people, deduction.state, deduction.unit.code) == (2, "asked", "thon-1")
    assert f"Đã ghi đề nghị giám trừ số {deduction.pk}: 2 người." in told(client, response)
    assert "Thon 1" in text_of(client.get(reverse("deductions")))


def test_the_same_form_sent_twice_is_one_request(client, target, village):
    client.force_login(village)
    client.post(reverse("deduction-new"), sent(target))
    again = client.post(reverse("deduction-new"), sent(target))

    assert Deduction.objects.count() == 1
    assert "không ghi thêm lần nữa" in told(client, again)


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"persons": ""}, "Đề nghị ghi danh sách người hoặc số người."),
        ({"people": "3"}, "Số người ghi 3 nhưng danh sách có 2 người. Đề nghị sửa cho khớp."),
        ({"persons": "", "people": "ba"}, "Số người phải là số nguyên từ 1 đến 1.000.000."),
        ({"persons": "", "people": "0"}, "Số người phải là số nguyên từ 1 đến 1.000.000."),
        ({"reason": ""}, "Đề nghị chọn một mục trong danh sách."),
        ({"evidence": ""}, "Chưa chọn tệp minh chứng."),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(client, target, village, over, sentence):
    client.force_login(village)
    response = client.post(reverse("deduction-new"), sent(target, note="đi từ tháng 5") | over)

    assert response.status_code == 422
    assert sentence in text_of(response)
    assert "đi từ tháng 5" in response.content.decode()
    assert Deduction.objects.count() == 0


def test_more_people_than_there_are_is_said_when_they_are_asked_for(client, target, village):
    client.force_login(village)
    response = client.post(reverse("deduction-new"), sent(target, persons="", people="201"))

    assert (response.status_code, Deduction.objects.count()) == (422, 0)
    assert "Mẫu số của Thon 1 chỉ còn 200 người, không trừ được 201 người." in text_of(response)


def test_what_no_unit_below_deducts_has_its_own_row(client, commune, target, head):
    accepted(target, by=commune.officer, head=head, people=20)
    client.force_login(head)
    page = reverse("target-progress", args=["ke-hoach", "T1"])
    assert "chưa phân về" not in text_of(client.get(page))

    accepted(target, "vn/xa/", by=commune.officer, head=head, people=50)
    response = client.get(page)
    assert "Giám trừ chưa phân về các đơn vị trên mẫu số giảm 50 người" in text_of(response)
    focus = response.context["focus"]
    below = sum(line.row.denominator for line in focus.units)
    assert below - focus.unplaced == focus.line.row.denominator == 230


def test_a_program_is_no_evidence(client, target, village):
    client.force_login(village)
    file = SimpleUploadedFile("anh.jpg", b"MZ\x90\0")
    response = client.post(reverse("deduction-new"), sent(target, evidence=file))

    assert response.status_code == 422
    assert "Minh chứng phải là ảnh (JPEG, PNG, WebP), PDF, Word hoặc Excel." in text_of(response)


def test_a_thousand_is_written_with_a_point(client, target, head):
    build.population("vn/xa/thon-1/", 1200, as_of=TODAY)
    build.population("vn/xa/", 1300, as_of=TODAY)
    client.force_login(head)
    client.post(reverse("deduction-new"), sent(target, persons="", people="1.000"))

    assert Deduction.objects.get().people == 1000


def test_the_form_offers_no_strange_unit_or_target(client, target, village):
    strange = build.target(build.plan("vn/xa-khac/", code="khac"))
    build.unit("vn/xa-khac/thon-9/")
    client.force_login(village)
    form = client.get(reverse("deduction-new")).context["form"]

    assert [unit.code for unit in form.fields["unit"].queryset] == ["thon-1"]
    assert list(form.fields["target"].queryset) == [target]
    response = client.post(reverse("deduction-new"), sent(strange))
    assert (response.status_code, Deduction.objects.count()) == (422, 0)


def test_the_effect_stands_there_before_it_is_decided(client, commune, target, head):
    deduction = asked(target, by=commune.officer, people=50)
    client.force_login(head)
    text = text_of(client.get(reverse("deduction", args=[deduction.pk])))

    assert "Nếu được giám trừ" in text
    assert (
        "Thon 1 200 → 150 mẫu số gộp 200 60 30,00% → 40,00% 200 → 150 8 → 5"
        " Xã Thử Nghiệm 300 → 250 mẫu số gộp 300 74 24,67% → 29,60% 300 → 250"
    ) in text
    assert Deduction.objects.get().state == "asked"


def test_the_effect_of_an_accepted_one_is_told_the_same(commune, target, head):
    deduction = asked(target, by=commune.officer, people=50)
    before = effects_of(deduction, head)
    other = accepted(target, by=commune.officer, head=head, people=20)

    figures = [(row.before.denominator, row.after.denominator) for row in before.rows]
    assert figures == [(200, 150), (300, 250)]
    after = effects_of(other, head)
    figures = [(row.before.denominator, row.after.denominator) for row in after.rows]
    assert figures == [(200, 180), (300, 280)]
    assert effects_of(deduction, head).room == 180


def test_a_village_sees_the_effect_on_itself_alone(client, target, village):
    deduction = asked(target, by=village, people=50)
    client.force_login(village)
    text = text_of(client.get(reverse("deduction", args=[deduction.pk])))

    assert "Thon 1 200 → 150" in text
    assert "Xã Thử Nghiệm 300" not in text


def test_a_quota_is_left_and_another_one_proposed(client, commune, target, head):
    build.quota(target, "vn/xa/thon-1/", 180)
    deduction = asked(target, by=commune.officer, people=50)
    client.force_login(head)
    text = text_of(client.get(reverse("deduction", args=[deduction.pk])))

    assert "180 → 150 7 → 5" in text  # never more than the people left
    assert "Chỉ tiêu đã giao 180 giữ nguyên; theo mẫu số sau giám trừ là 150." in text


def test_more_done_than_would_be_left_is_pointed_out(client, commune, target, head):
    deduction = asked(target, by=commune.officer, people=150)
    client.force_login(head)
    text = text_of(client.get(reverse("deduction", args=[deduction.pk])))

    assert "Thon 1: đã đạt 60, nhiều hơn mẫu số còn lại 50." in text
    assert "Xã Thử Nghiệm: đã đạt" not in text


def test_the_head_accepts_from_a_day_on(client, commune, target, head):
    deduction = asked(target, by=commune.officer, people=50)
    client.force_login(head)
    answer = {"accepted": "yes", "counts_from": "2026-06-10", "document": "", "note": ""}
    response = post(client, deduction, "deduction-decide", **answer)

    deduction.refresh_from_db()
    assert (deduction.state, deduction.counts_from) == ("accepted", date(2026, 6, 10))
    text = told(client, response)
    assert "Đã chấp nhận giám trừ" in text
    assert "Tính từ Ngày 10/6/2026" in text
    second = post(client, deduction, "deduction-decide", **answer | {"note": "ý kiến thứ hai"})
    assert second.status_code == 422
    assert "Thao tác vừa rồi không thay đổi gì." in text_of(second)
    assert "ý kiến thứ hai" in text_of(second)


def test_more_than_there_are_cannot_be_accepted(client, commune, target, head):
    deduction = asked(target, by=commune.officer, people=201)
    client.force_login(head)
    answer = {"accepted": "yes", "counts_from": "2026-06-10", "note": "ý kiến", "document": "15/CV"}
    response = post(client, deduction, "deduction-decide", **answer)

    deduction.refresh_from_db()
    assert (response.status_code, deduction.state) == (422, "asked")
    page = response.content.decode()
    assert page.count("Mẫu số chỉ còn 200 người, không trừ được 201 người.") == 2
    assert 'value="2026-06-10"' in page
    assert 'value="15/CV"' in page
    assert "ý kiến</textarea>" in page


def test_what_was_typed_comes_back_when_somebody_was_first(client, target, village, head):
    deduction = asked(target, by=village)
    client.force_login(head)
    post(client, deduction, "deduction-decide", accepted="no", note="Chưa đủ")
    client.force_login(village)
    response = post(client, deduction, "deduction-withdraw", reason="đã trở về nhà")

    assert response.status_code == 422
    assert "Đề nghị này không được giám trừ, do" in text_of(response)
    assert "đã trở về nhà" in text_of(response)


def test_two_acceptances_from_a_later_day_never_take_more_than_there_are(
    client, commune, target, head
):
    rows = [asked(target, "vn/xa/thon-2/", by=commune.officer, people=n) for n in (60, 70)]
    client.force_login(head)
    answers = [
        post(client, row, "deduction-decide", accepted="yes", counts_from="2026-06-20")
        for row in rows
    ]

    assert [answer.status_code for answer in answers] == [302, 422]
    assert "Mẫu số chỉ còn 40 người, không trừ được 70 người." in text_of(answers[1])
    assert list(Deduction.objects.filter(state="accepted")) == [rows[0]]


def test_an_evaluated_plan_offers_no_decision(client, commune, target, head):
    deduction = asked(target, by=commune.officer)
    Plan.objects.update(state=Plan.State.EVALUATED)
    client.force_login(head)
    response = client.get(reverse("deduction", args=[deduction.pk]))

    assert list(response.context["acts"]) == []
    assert "Kế hoạch đã tổng kết" in text_of(response)


def test_a_key_that_sent_something_else_comes_back_as_a_new_one(client, target, village):
    client.force_login(village)
    page = client.get(reverse("deduction-new"))
    key = str(page.context["form"]["key"].value())
    assert f'name="key" value="{key}"' in page.content.decode()
    client.post(reverse("deduction-new"), sent(target, key=key))
    other = sent(target, key=key, persons="Lê Văn C, 2010")
    response = client.post(reverse("deduction-new"), other)

    assert response.status_code == 422
    assert "Biểu mẫu này đã gửi một đề nghị khác" in text_of(response)
    assert "Lê Văn C, 2010" in response.content.decode()
    renewed = response.context["form"]["key"].value()
    assert renewed != key
    other = sent(target, key=renewed, persons="Lê Văn C, 2010")
    assert client.post(reverse("deduction-new"), other).status_code == 302
    assert Deduction.objects.count() == 2


def test_a_form_whose_key_is_none_is_taken_all_the_same(client, target, village):
    client.force_login(village)

    assert client.post(reverse("deduction-new"), sent(target, key="'; --")).status_code == 302


def test_a_school_is_offered_only_where_a_target_counts_schools(client, commune, target, head):
    school = build.unit("vn/xa/truong/", kind=Kind.SCHOOL)
    client.force_login(head)

    def offered() -> set[str]:
        form = client.get(reverse("deduction-new")).context["form"]
        return {unit.code for unit in form.fields["unit"].queryset}

    assert offered() == {"xa", "thon-1", "thon-2"}
    response = client.post(reverse("deduction-new"), sent(target, unit=school.pk))
    assert (response.status_code, Deduction.objects.count()) == (422, 0)
    build.target(commune.plan, code="T2", branch=Branch.OFFICE)
    assert offered() == {"xa", "thon-1", "thon-2", "truong"}
    response = client.post(reverse("deduction-new"), sent(target, unit=school.pk))
    assert "Chỉ tiêu này tính theo địa bàn" in text_of(response)


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"accepted": "no"}, "Đề nghị ghi lý do không chấp nhận."),
        ({"accepted": "yes", "counts_from": ""}, "Đề nghị ghi ngày bắt đầu tính giám trừ."),
        ({}, "Đề nghị chọn kết quả."),
    ],
)
def test_an_answer_that_is_not_whole_comes_back(client, commune, target, head, answer, sentence):
    deduction = asked(target, by=commune.officer)
    client.force_login(head)
    response = post(client, deduction, "deduction-decide", **answer)

    assert response.status_code == 422
    assert sentence in text_of(response)
    deduction.refresh_from_db()
    assert deduction.state == "asked"


def test_sent_up_and_answered_by_the_superior(client, commune, target, head):
    deduction = asked(target, by=commune.officer)
    client.force_login(head)
    response = post(client, deduction, "deduction-send-up", document="15/BC-CAX")
    assert "Ngày 12/6/2026, văn bản 15/BC-CAX" in told(client, response)

    client.force_login(build.user("vn/", Role.SUPERIOR))
    groups = client.get(reverse("deductions")).context["groups"]
    assert [(group.title, len(group.rows)) for group in groups] == [("Chờ tôi xử lý", 1)]
    post(client, deduction, "deduction-decide", accepted="no", note="Chưa đủ hồ sơ")
    deduction.refresh_from_db()
    assert (deduction.state, deduction.decision_note) == ("refused", "Chưa đủ hồ sơ")


def test_the_list_begins_with_what_waits_for_the_reader(client, commune, target, head):
    accepted(target, by=commune.officer, head=head, people=1)
    send_up(deduction=asked(target, by=commune.officer, people=2), document="15", by=head)
    asked(target, "vn/xa/thon-2/", by=commune.officer, people=4)
    client.force_login(head)
    groups = client.get(reverse("deductions")).context["groups"]

    assert [(group.title, group.people) for group in groups] == [
        ("Chờ tôi xử lý", 4),
        ("Đã gửi cấp trên", 2),
        ("Được giám trừ", 1),
    ]
    one = client.get(reverse("deductions") + "?state=accepted").context["groups"]
    assert [(group.title, group.people) for group in one] == [("Được giám trừ", 1)]


def test_a_deducted_number_opens_to_its_rows(client, commune, target, head):
    accepted(target, by=commune.officer, head=head, people=1)
    accepted(target, "vn/xa/thon-2/", by=commune.officer, head=head, people=2)
    asked(target, by=commune.officer, people=4)
    other = build.target(commune.plan, code="T2")
    accepted(other, by=commune.officer, head=head, people=8)
    client.force_login(head)

    def people(**asked_for) -> list[int]:
        groups = client.get(reverse("deductions"), asked_for).context["groups"]
        return sorted(row.people for group in groups for row in group.rows)

    of_target = {"plan": "ke-hoach", "target": "T1", "state": "accepted"}
    assert people(**of_target, unit="xa") == [1, 2]
    assert people(**of_target, unit="thon-1") == [1]
    assert people(unit="thon-1") == [1, 4, 8]
    assert people(unit="khong-co") == people(plan="khac") == []


def test_the_list_is_a_workbook_without_names(client, commune, target, head):
    accepted(target, by=commune.officer, head=head, people=None, persons=NAMES, note="=1+1")
    client.force_login(head)
    response = client.get(reverse("deductions-file"), {"state": "accepted"})

    rows = list(load_workbook(io.BytesIO(response.content)).active.values)
    assert rows[0][:5] == ("Số", "Kế hoạch", "Chỉ tiêu", "Đơn vị", "Số người")
    assert rows[1][3:8] == ("Thon 1", 2, "đi nước ngoài", "=1+1", "được giám trừ")
    assert (rows[1][8].date(), rows[1][12].date()) == (TODAY, date(2026, 6, 1))
    assert "Nguyễn" not in str(rows)
    assert response["Content-Disposition"] == 'attachment; filename="giam-tru-2026-06-12.xlsx"'


def test_people_named_in_two_requests_are_pointed_out_to_who_decides(
    client, commune, target, village, head
):
    first = asked(target, by=village, people=None, persons=NAMES)
    again = asked(target, by=commune.officer, people=None, persons="trần thị b,  2013\nLê Văn C")
    other = build.target(commune.plan, code="T2")
    asked(other, by=commune.officer, people=None, persons=NAMES)
    client.force_login(head)
    text = text_of(client.get(reverse("deduction", args=[again.pk])))

    assert text.count("trùng với đề nghị này") == 1
    assert (
        f"Đề nghị số {first.pk} của Thon 1 (đã đề nghị) có 1 người trùng với đề nghị này." in text
    )
    client.force_login(village)
    assert "trùng" not in text_of(client.get(reverse("deduction", args=[again.pk])))


def test_a_village_lists_its_own_alone(client, commune, target, village):
    asked(target, by=village)
    asked(target, "vn/xa/thon-2/", by=commune.officer, people=4)
    client.force_login(village)
    [group] = client.get(reverse("deductions")).context["groups"]

    assert (group.title, group.people) == ("Đã đề nghị", 3)


def test_the_asker_withdraws_and_the_head_takes_an_acceptance_back(client, target, village, head):
    own, other = asked(target, by=village), asked(target, by=village, people=5)
    client.force_login(village)
    post(client, own, "deduction-withdraw", reason="Đã trở về")
    client.force_login(head)
    post(client, other, "deduction-decide", accepted="yes", counts_from="2026-06-10")
    post(client, other, "deduction-revoke", reason="Nhầm người")

    states = Deduction.objects.order_by("pk").values_list(
        "state", "counts_from", "decision_note", "revoked_note"
    )
    assert list(states) == [
        ("withdrawn", None, "Đã trở về", ""),
        ("revoked", date(2026, 6, 10), "", "Nhầm người"),
    ]
    text = text_of(client.get(reverse("deduction", args=[other.pk])))
    assert "Hủy police_head-vn-xa, ngày 12/6/2026. Nhầm người" in text
    assert "Nếu được giám trừ" in text
    assert "Thon 1 200 → 195" in text


def test_names_are_shown_when_asked_for_and_the_look_recorded(client, target, village, head):
    deduction = asked(target, by=village, people=None, persons=NAMES)
    client.force_login(head)
    assert "Nguyễn Văn A" not in text_of(client.get(reverse("deduction", args=[deduction.pk])))

    response = post(client, deduction, "deduction-persons")
    assert "Nguyễn Văn A, 2012" in text_of(response)
    assert response["Cache-Control"] == "private, no-store"
    look = AuditEntry.objects.filter(by=head).values_list("action", flat=True)
    assert list(look) == ["Xem danh sách người đề nghị giám trừ"]


def test_the_evidence_is_a_file_to_save(client, target, village, head):
    deduction = asked(target, by=village, file_name="Đơn xin.exe")
    client.force_login(head)
    response = client.get(reverse("deduction-evidence", args=[deduction.pk]))

    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C4%90%C6%A1n%20xin.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert AuditEntry.objects.filter(by=head, action="Tải minh chứng giám trừ").count() == 1


@pytest.mark.parametrize("role", [Role.CHAIRMAN, Role.OFFICER, Role.ADMINISTRATOR])
def test_names_and_evidence_are_closed_to_others(client, target, village, role):
    deduction = asked(target, by=village, people=None, persons=NAMES)
    other = build.user("vn/", role)
    client.force_login(other)

    assert client.get(reverse("deduction-evidence", args=[deduction.pk])).status_code == 403
    assert post(client, deduction, "deduction-persons").status_code == 403
    page = client.get(reverse("deduction", args=[deduction.pk]))
    assert "xac-nhan.pdf" not in text_of(page)
    assert AuditEntry.objects.filter(by=other).count() == 0


def test_a_lost_key_is_said_not_broken(client, target, village, settings):
    deduction = asked(target, by=village, people=None, persons=NAMES)
    settings.PORTAL_FILE_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
    client.force_login(village)

    response = client.get(reverse("deduction-evidence", args=[deduction.pk]))
    assert "Máy chủ không có khóa mở tệp đã mã hóa." in told(client, response)
    response = post(client, deduction, "deduction-persons")
    assert "Máy chủ không có khóa mở tệp đã mã hóa." in told(client, response)


def test_the_log_and_the_pages_hold_no_names(client, target, village, head):
    asked(target, by=village, people=None, persons=NAMES)
    client.force_login(head)

    assert "Nguyễn Văn A" not in text_of(client.get(reverse("deductions")))
    kept = [[row.subject, row.before, row.after] for row in AuditEntry.objects.all()]
    assert "Nguyễn" not in json.dumps(kept, ensure_ascii=False)


@pytest.mark.parametrize("requests", [1, 3, 12])
def test_pages_take_the_same_few_queries_for_any_number(
    client, commune, target, head, django_assert_num_queries, requests
):
    rows = [asked(target, by=commune.officer, people=n + 1) for n in range(requests)]
    client.force_login(head)

    with django_assert_num_queries(5):
        client.get(reverse("deductions"))
    with django_assert_num_queries(17):
        client.get(reverse("deduction", args=[rows[0].pk]))
