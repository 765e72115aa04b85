"""The page of a draft: what is to do, the marked text, one press for each decision."""

from decimal import Decimal

import pytest

from plans.models import Explanation
from plans.rules.facts import FigureFacts, ParentFacts
from targets.queries.draft_page import draft_page
from targets.queries.facts import version_facts
from tests import build
from tests.targets.build_draft_pages import TEXT, at, page_of, post, read_draft, reviews, said, span
from tests.targets.build_drafts import change, commune, draft, target

pytestmark = pytest.mark.django_db


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = build.DAY
    return commune()


def test_page_says_first_what_is_to_do(client, xa):
    client.force_login(xa.head)

    page = page_of(client, read_draft(xa))

    assert page.verdict == "Còn 1 điểm sai số và 2 chỉ tiêu chờ xác nhận."
    assert [line.finding.printed for line in page.errors] == ["82,55"]
    assert [line.facts.code for line in page.proposed] == ["T2", "T1"]
    assert [line.facts.code for line in page.quiet] == ["T1"]


@pytest.mark.parametrize(
    ("over", "verdict"),
    [
        ({}, "Dự thảo đã đủ điều kiện ban hành."),
        ({"targets": ()}, "Còn điểm phải xem trước khi ban hành."),
        ({"ends_on": None, "issuer": ""}, "Còn 2 mục phải bổ sung."),
        (
            {"ends_on": None, "targets": (target(review="proposed"),)},
            "Còn 1 chỉ tiêu chờ xác nhận và 1 mục phải bổ sung.",
        ),
    ],
)
def test_verdict_of_a_plan_typed_by_hand(xa, over, verdict):
    assert draft_page(change(draft(xa.head), xa.head, **over)).verdict == verdict


def test_text_is_marked_and_nothing_of_it_is_taken_for_markup(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    text = client.get(at("draft", version)).content.decode()

    assert "&lt;b&gt;" in text
    assert "&lt;b&gt;<a class" in text  # the document's own tag is text, ours begins after it
    start = TEXT.index("100% trẻ em")
    assert f'id="chi-tieu-T1-o-{start}" href="#chi-tieu-T1"' in text
    assert f'href="#chi-tieu-T1-o-{start}"' in text
    assert '<mark class="m-proposed" data-items="chi-tieu-T1">100% trẻ em từ 6' in text


def test_finding_quotes_its_sentence_and_names_what_puts_it_right(client, xa):
    client.force_login(xa.head)

    [line] = page_of(client, read_draft(xa)).errors

    assert (line.quote.marked, line.right, line.page) == (
        "32.788 NK trên 35.097",
        "93,42%",
        "figures",
    )
    assert line.quote.before == "Đã cấp thẻ căn cước "


def test_superiors_targets_stand_beside_the_own_ones(client, xa):
    above = build.plan("vn/", code="tinh", number="80/KH-UBND", issuer="UBND tỉnh")
    build.target(above, goal_value=Decimal(95))
    version = read_draft(xa, parents=(ParentFacts("80/KH-UBND", "UBND tỉnh", "Kế hoạch"),))
    client.force_login(xa.head)

    page = page_of(client, version)

    assert [(row.whose, row.goal, row.own) for row in page.superiors] == [
        ("UBND tỉnh", "từ 95% trở lên", ("T1",))
    ]
    [line] = [line for line in page.targets if line.facts.code == "T1"]
    assert line.superiors == page.superiors


@pytest.mark.parametrize("count", [1, 12])
def test_page_takes_the_same_queries_for_any_number_of_targets(
    client, xa, django_assert_num_queries, count
):
    client.force_login(xa.head)
    rows = tuple(target(f"T{n}", review="proposed") for n in range(count))
    version = read_draft(xa, targets=rows)
    client.get(at("draft", version))

    with django_assert_num_queries(18):
        client.get(at("draft", version))


def test_draft_is_the_matter_of_the_plans_own_unit(client, xa):
    version = read_draft(xa)
    asked = {}
    for account in (xa.head, xa.chairman, xa.superior, xa.stranger, xa.officer):
        client.force_login(account)
        asked[account.username] = client.get(at("draft", version)).status_code

    assert list(asked.values()) == [200, 200, 404, 404, 403]


def test_page_of_a_plan_that_was_never_issued_leads_to_its_draft(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    assert client.get(at("plan", version)).url == at("draft", version)


def test_each_target_is_confirmed_dropped_and_taken_back_with_one_press(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    assert post(client, "draft-review", version, target="T1", review="confirmed").status_code == 302
    version.refresh_from_db()
    post(client, "draft-review", version, target="T2", review="dropped")

    assert reviews(version) == {"T1": "confirmed", "T2": "dropped"}
    post(client, "draft-review", version, target="T2", review="proposed")
    assert reviews(version) == {"T1": "confirmed", "T2": "proposed"}


def test_all_that_need_no_second_look_are_confirmed_at_once(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    answer = post(client, "draft-review", version)

    assert said(answer) == ["Đã xác nhận 1 chỉ tiêu không có điểm cần xem."]
    assert reviews(version) == {"T1": "confirmed", "T2": "proposed"}


def test_a_press_on_a_page_that_somebody_overtook_changes_nothing_and_says_so(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)
    change(version, xa.chairman, place="Phú Riềng")

    for data in ({"target": "T1", "review": "confirmed"}, {}):
        answer = post(client, "draft-review", version, **data)
        assert "vừa được người khác sửa" in said(answer)[-1]

    assert reviews(version) == {"T1": "proposed", "T2": "proposed"}


def test_an_unknown_decision_changes_nothing(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    post(client, "draft-review", version, target="T1", review="maybe")
    post(client, "draft-review", version, target="T9", review="confirmed")

    assert reviews(version) == {"T1": "proposed", "T2": "proposed"}


def test_a_refusal_to_a_script_loads_the_whole_page_anew(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)
    data = {"target": "T1", "review": "confirmed", "revision": 99}

    answer = client.post(at("draft-review", version), data, headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (200, f"{at('draft', version)}#chi-tieu")


def test_wrong_percent_is_put_right_with_one_press(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)
    [line] = page_of(client, version).errors

    answer = post(client, "draft-mend", version, key=line.key)

    assert said(answer) == ["Đã sửa “82,55” thành “93,42”."]
    assert page_of(client, version).errors == []
    again = post(client, "draft-mend", version, key=line.key)
    assert said(again)[-1] == "Điểm này đã được sửa hoặc không còn."


def test_a_figure_that_was_put_right_is_shown_so_in_the_text(client, xa):
    client.force_login(xa.head)
    figure = FigureFacts("share", "", "93,42", (32788, 35097), span("đạt tỷ lệ 82,55%"))

    pieces = page_of(client, read_draft(xa, figures=(figure,))).pieces

    [(text, label)] = [(p.text, p.begins[0].label) for p in pieces if p.tone == "mended"]
    assert (text, label) == ("đạt tỷ lệ 82,55%", "đã sửa: 93,42%")


def test_all_misread_words_are_put_right_at_once(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    post(client, "draft-mend", version)

    version.refresh_from_db()
    assert version_facts(version).appendix == "Phấn đấu"
    assert [line.finding.kind for line in draft_page(version).findings] == ["percent_mismatch"]


def test_an_explained_error_is_no_longer_in_the_way_until_it_is_taken_back(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)
    [line] = page_of(client, version).errors

    post(client, "draft-explain", version, key=line.key, text="Số của Công an tỉnh")

    page = page_of(client, version)
    assert (page.errors, [row.explanation for row in page.explained]) == (
        [],
        ["Số của Công an tỉnh"],
    )
    post(client, "draft-explain", version, key=line.key, text="")
    assert len(page_of(client, version).errors) == 1
    assert not Explanation.objects.exists()


def test_an_explanation_that_is_too_long_or_of_nothing_is_refused(client, xa):
    client.force_login(xa.head)
    version = read_draft(xa)

    post(client, "draft-explain", version, key="percent_mismatch:x", text="vì")
    post(client, "draft-explain", version, key="percent_mismatch:x", text="v" * 501)

    assert not Explanation.objects.exists()
