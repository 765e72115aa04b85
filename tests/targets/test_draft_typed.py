"""What is typed into a draft's forms: never lost, never put over another's work unseen, never nonsense."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.rules.facts import FigureFacts, RuleFacts
from plans.rules.wording import number_words
from targets.actions.life import issue
from targets.forms.fields import fault_of_goal, marked
from targets.queries.facts import version_facts
from tests import build
from tests.targets.build_draft_pages import at, page_of, post, read_draft
from tests.targets.build_drafts import change, commune, draft, target
from tests.targets.test_draft_form_pages import TARGET, rows
from tests.targets.test_drafts import TEXT

pytestmark = pytest.mark.django_db
FIGURES = tuple(FigureFacts("share", "tỷ lệ", words, (1, 2)) for words in ("10", "20", "30"))
RULES = tuple(RuleFacts("daily", text, text) for text in ("một", "hai", "ba"))


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = build.DAY
    return commune()


def printed(*words):
    marks = list(marked(FIGURES))
    data = {"printed-TOTAL_FORMS": len(words), "printed-INITIAL_FORMS": len(words)}
    for number, word in enumerate(words):
        data |= {f"printed-{number}-former": marks[number], f"printed-{number}-printed": word}
    return {**rows("stocks", "population"), **data}


def test_figures_typed_while_one_was_taken_out_come_back_and_the_others_are_saved(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head, figures=FIGURES)
    now = change(version, xa.chairman, figures=FIGURES[1:])

    answer = post(client, "draft-figures", version, **printed("10", "20,5", "30"))

    assert answer.status_code == 422
    assert 'value="20,5"' in answer.content.decode()
    post(client, "draft-figures", now, **printed("10", "20,5", "30"))
    now.refresh_from_db()
    assert [row.printed for row in version_facts(now).figures] == ["20,5", "30"]


def test_figures_sent_without_their_rows_are_refused_and_stay(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head, figures=FIGURES)

    assert post(client, "draft-figures", version).status_code == 422
    version.refresh_from_db()
    assert version_facts(version).figures == FIGURES


def duties(*texts):
    marks = list(marked(RULES))
    data = {"rules-TOTAL_FORMS": len(texts), "rules-INITIAL_FORMS": len(texts)}
    for number, text in enumerate(texts):
        data[f"rules-{number}-former"] = marks[number]
        data |= {f"rules-{number}-kind": "daily", f"rules-{number}-text": text}
    return {**rows("tasks", "teams"), **data}


def test_a_row_keeps_its_own_section_when_the_rows_before_it_are_gone(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head, rules=RULES)
    now = change(version, xa.chairman, rules=RULES[1:])

    answer = post(client, "draft-duties", version, **duties("một", "hai sửa", "ba"))

    assert answer.status_code == 422
    [saved] = answer.context["meanwhile"]
    assert [(row.about, row.what) for row in saved.changes] == [("một", "Bỏ")]
    assert "Đã thay đổi trong lúc nhập" in answer.content.decode()
    post(client, "draft-duties", now, **duties("", "hai sửa", "ba"))
    now.refresh_from_db()
    kept = [(row.text, row.section) for row in version_facts(now).rules]
    assert kept == [("hai sửa", "hai"), ("ba", "ba")]


def test_what_another_changed_of_the_target_is_shown_before_it_is_saved_over(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head)
    change(version, xa.chairman, targets=(target(label="Tên của chủ tịch"),))

    page = post(client, "draft-target", version, "T1", **TARGET).content.decode()

    assert "Tên của chủ tịch" in page
    assert 'value="Kích hoạt tài khoản"' in page


@pytest.mark.parametrize("name", ["draft-heading", "draft-figures", "draft-target"])
def test_what_was_typed_for_a_draft_that_is_gone_can_be_copied(client, xa, name):
    client.force_login(xa.head)
    version = draft(xa.head)
    issue(version=version, revision=version.revision, by=xa.chairman)

    args = ("T1",) if name == "draft-target" else ()
    answer = post(client, name, version, *args, title="Gõ rất <lâu>", csrfmiddlewaretoken="kín")

    assert answer.status_code == 404
    page = answer.content.decode()
    assert ("Gõ rất &lt;lâu&gt;" in page, "kín" in page) == (True, False)


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("percent", "97.55", ""),
        ("percent", "99.999", "Tỷ lệ không quá hai chữ số lẻ."),
        ("percent", "180", "Tỷ lệ phải lớn hơn 0 và không quá 100%."),
        ("count", "1132", ""),
        ("count", "1132.5", "Số lượng là số nguyên, ví dụ 1.250."),
        (
            "count",
            "1.132",
            "Số lượng là số nguyên. Có phải 1.132 không? Dấu chấm ngăn cách hàng nghìn.",
        ),
    ],
)
def test_goal_that_nobody_can_mean_is_asked_about(kind, value, said):
    assert fault_of_goal(kind, Decimal(value)) == said


@pytest.mark.parametrize(("share", "day"), [("180", "2026-06-01"), ("50", "2026-07-01")])
def test_milestone_above_the_goal_or_after_the_deadline_is_refused(client, xa, share, day):
    client.force_login(xa.head)
    version = draft(xa.head)
    milestone = {"milestones-TOTAL_FORMS": "1", "milestones-0-share": share}

    answer = post(
        client, "draft-target", version, "T1", **{**TARGET, **milestone, "milestones-0-by": day}
    )

    assert answer.status_code == 422
    version.refresh_from_db()
    assert version_facts(version).targets[0].milestones == ()


def test_number_with_decimals_keeps_the_dot_between_thousands():
    assert number_words(Decimal("1132.5")) == "1.132,5"


def test_plan_that_is_here_already_is_said_with_a_link(client, xa):
    first = read_draft(xa)
    client.force_login(xa.head)
    assert client.get(at("draft", first)).context["same"] == []
    second = draft(xa.head, number="12/KH-UBND", title="Tên khác")

    answer = client.get(at("draft", second))

    assert answer.context["same"] == [first.plan]
    assert f'href="{at("plan", first)}"' in answer.content.decode()


def test_upload_of_a_plan_that_is_here_already_says_so(client, xa):
    client.force_login(xa.head)
    for name, text in (("a.txt", TEXT), ("b.txt", f"{TEXT}\n")):
        file = SimpleUploadedFile(name, text.encode())
        answer = client.post(reverse("plan-new"), {"file": file}, follow=True)

    assert "Đơn vị đã có kế hoạch này" in answer.content.decode()
    listed = client.get(reverse("plans")).content.decode()
    assert ("tệp a.txt" in listed, "tệp b.txt" in listed) == (True, True)


@pytest.mark.parametrize(
    ("issuer", "is_said"),
    [
        ("UBND xã Phú Riềng", False),
        ("Ủy ban nhân dân xã", False),
        ("Ủy ban nhân dân thị xã Duyên Hải", True),
    ],
)
def test_document_of_another_issuer_is_said(client, xa, issuer, is_said):
    client.force_login(xa.head)
    version = draft(xa.head, issuer=issuer)

    page = client.get(at("draft", version)).content.decode()

    assert ("không phải đơn vị này" in page) is is_said


def test_draft_is_not_cloned(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head)

    answer = client.post(at("plan-clone", version), {"year": "2027"})

    assert answer.status_code == 422


def test_preview_without_a_confirmed_target_shows_no_empty_table(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head, targets=(replace(target(), review="proposed"),))

    page = client.get(at("draft-issue", version)).content.decode()

    assert "Chưa có chỉ tiêu nào được xác nhận." in page
    assert page_of(client, version).facts.ends_on == date(2026, 6, 30)
