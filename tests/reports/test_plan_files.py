"""A plan as a file: any issued version for whom the plan binds, a draft for its own unit alone."""

import io
from datetime import date

import docx
import pypdf
import pytest
from django.urls import reverse

from plans.models import PlanVersion
from plans.rules.storing import plain
from reports.queries.plan_document import plan_document
from targets.queries.facts import facts_of
from tests import build
from units.rules import Role

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    plan = build.plan("vn/xa/", number="12/KH-UBND", issued_on=date(2026, 5, 25))
    target = build.target(plan)
    build.unit("vn/xa/thon-1/", name="Thôn Phú Hòa")
    build.quota(target, "vn/xa/thon-1/", 587)
    return plan


def address(version: PlanVersion, kind: str = "pdf") -> str:
    return reverse("plan-file", args=(version.plan.code, version.number, kind))


def words_of(response) -> str:
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_village_head_takes_the_issued_plan_as_pdf(client, plan):
    version = build.version(plan)
    client.force_login(build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD))

    response = client.get(address(version))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="ke-hoach-ke-hoach-1.pdf"'
    text = words_of(response)
    assert "Số: 12/KH-UBND" in text
    assert "1 Thôn Phú Hòa 587 TỔNG CỘNG 587" in text


def test_the_same_plan_leaves_as_word(client, plan):
    version = build.version(plan)
    client.force_login(build.user("vn/xa/", Role.CHAIRMAN))

    response = client.get(address(version, "docx"))

    assert response["Content-Type"] == WORD
    written = [p.text for p in docx.Document(io.BytesIO(response.content)).paragraphs]
    assert "KẾ HOẠCH" in written


def test_a_draft_is_a_file_for_its_own_unit_alone(client, plan):
    version = build.version(plan, issued_at=None)
    client.force_login(build.user("vn/xa/", Role.POLICE_HEAD))
    assert "(Dự thảo)" in words_of(client.get(address(version)))

    client.force_login(build.user("vn/xa/thon-1/", Role.VILLAGE_HEAD))
    assert client.get(address(version)).status_code == 404


def test_an_amendment_is_a_plan_that_says_what_it_changes(plan):
    build.version(plan)
    plan.targets.update(goal_value=95)
    amended = build.version(
        plan, number=2, facts=plain(facts_of(plan)), reason="Giám trừ người đi nước ngoài"
    )

    document = plan_document(amended)

    assert document.subject == (
        "Sửa đổi, bổ sung Kế hoạch số 12/KH-UBND ngày 25 tháng 5 năm 2026 về cao điểm"
    )
    changed = next(s.paragraphs for s in document.sections if "NỘI DUNG" in s.heading)
    assert len(changed) == 1
    assert "“100%” sửa thành “từ 95% trở lên”" in changed[0]


def test_unknown_versions_and_formats_are_not_there(client, plan):
    version = build.version(plan)
    client.force_login(build.user("vn/xa/", Role.CHAIRMAN))

    assert client.get(address(version, "odt")).status_code == 404
    assert client.get(reverse("plan-file", args=("ke-hoach", 2, "pdf"))).status_code == 404


def test_a_file_is_read_in_a_fixed_number_of_queries(plan, django_assert_num_queries):
    version = PlanVersion.objects.select_related("plan__unit").get(pk=build.version(plan).pk)

    with django_assert_num_queries(4):
        plan_document(version)
