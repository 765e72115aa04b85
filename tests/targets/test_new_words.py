"""What the vocabulary lacks is added with the target that counts it: made once, never changed."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import Plan, PlanVersion
from plans.rules.vocabulary import CohortFacts, IndicatorFacts
from residents.models import Cohort
from targets.actions.drafts import NO_RIGHT, PlanRefused
from targets.actions.life import issue
from targets.actions.vocabulary import make_cohort, make_indicator
from targets.models import EntryField, Indicator
from targets.queries.facts import version_facts
from tests import build
from tests.targets.build_draft_pages import at, page_of, post, read_draft, said
from tests.targets.build_drafts import change, commune, draft, target
from tests.targets.test_draft_form_pages import TARGET
from units.models import AuditEntry
from units.rules import Role

pytestmark = pytest.mark.django_db

TEXT = """ỦY BAN NHÂN DÂN
XÃ PHÚ RIỀNG
Số: {number}/KH-UBND
Phú Riềng, ngày 10 tháng 6 năm 2026

KẾ HOẠCH
Tiêm phòng cho đàn vật nuôi năm 2026

I. MỤC ĐÍCH, YÊU CẦU
1. Phòng, chống bệnh dại ở động vật.
II. CHỈ TIÊU
1. Tiêm phòng dại cho 95% đàn chó, mèo trước ngày {by}.
III. TỔ CHỨC THỰC HIỆN
Thời gian thực hiện: từ ngày 10/6/2026 đến ngày 30/11/2026.
"""
INDICATOR = {
    "indicator": "+",
    "new_label": "Tiêm phòng dại",
    "new_measure": "con",
    "new_aggregation": "flow",
}
COHORT = {
    "cohort": "+",
    "group_label": "Đàn chó, mèo",
    "group_people": "category",
}
MADE = {**TARGET, "denominator_cohort": "", **INDICATOR}


@pytest.fixture
def xa(settings):
    settings.PORTAL_TODAY = build.DAY
    return commune()


@pytest.fixture
def version(client, xa):
    """The draft of a plan that counts what the portal does not know, open before its drafter."""
    client.force_login(xa.head)
    row = target(
        "T1",
        review="proposed",
        indicator=None,
        cohort=None,
        what="Tiêm phòng bệnh dại",
        who="đàn chó, mèo",
    )
    return read_draft(xa, targets=(row,))


def read(client, number="45", by="30/9/2026"):
    """The draft of the plan that was sent as a small text."""
    text = TEXT.format(number=number, by=by).encode()
    client.post(reverse("plan-new"), {"file": SimpleUploadedFile("kh.txt", text)})
    return PlanVersion.objects.select_related("plan").latest("pk")


def kept(version):
    version.refresh_from_db()
    return version_facts(version).targets[0]


def counts():
    return Indicator.objects.count(), Cohort.objects.count()


def errors(answer):
    assert answer.status_code == 422
    return dict(answer.context["form"].errors.items())


def test_an_indicator_and_a_group_are_made_with_the_target(client, version):
    answer = post(client, "draft-target", version, "T1", **(MADE | COHORT))

    made, group = Indicator.objects.last(), Cohort.objects.last()
    assert (made.code, made.label, made.short_label, made.measure, made.aggregation) == (
        "tiem-phong-dai",
        "Tiêm phòng dại",
        "Tiêm phòng dại",
        "con",
        "flow",
    )
    assert (group.code, group.category, group.age_from, group.birth_years, group.aliases) == (
        "dan-cho-meo",
        "dan-cho-meo",
        None,
        [],
        [],
    )
    after = kept(version)
    assert (after.indicator, after.cohort, after.what, after.who, after.review) == (
        "tiem-phong-dai",
        "dan-cho-meo",
        "",
        "",
        "confirmed",
    )
    assert said(answer) == [
        "Đã thêm loại số liệu “Tiêm phòng dại” vào danh mục.",
        "Đã thêm nhóm đối tượng “Đàn chó, mèo” vào danh mục.",
        "Đã lưu và xác nhận chỉ tiêu T1.",
    ]


def test_what_others_count_stays_and_the_new_stands_last(client, version):
    before = list(Indicator.objects.values()), list(Cohort.objects.values())

    post(client, "draft-target", version, "T1", **(MADE | COHORT))

    rows = list(Indicator.objects.values()), list(Cohort.objects.values())
    assert (rows[0][:-1], rows[1][:-1]) == before
    assert [row[-1]["position"] - row[-2]["position"] for row in rows] == [1, 1]


def test_the_texts_own_words_stay_as_another_name(client, version):
    words = {"what": "Tiêm phòng bệnh dại trước ngày 30/9/2026", "who": "vật nuôi trong nhà"}

    post(client, "draft-target", version, "T1", **(MADE | COHORT | words))

    assert Indicator.objects.last().aliases == ["Tiêm phòng bệnh dại"]
    assert Cohort.objects.last().aliases == ["Vật nuôi trong nhà"]


@pytest.mark.parametrize("words", ["Tiêm", "Tiêm phòng dại", "tiem phong dai", "Kết nạp Đảng"])
def test_words_that_say_too_little_or_mean_another_are_no_other_name(client, version, words):
    Indicator.objects.filter(code="eid_activated").update(aliases=["kết nạp đảng"])

    post(client, "draft-target", version, "T1", **MADE, what=words)

    assert Indicator.objects.last().aliases == []


def test_the_log_tells_what_was_added_by_whom(client, xa, version):
    post(client, "draft-target", version, "T1", **(MADE | COHORT))

    rows = AuditEntry.objects.filter(action__startswith="Thêm").order_by("pk")
    assert list(rows.values_list("action", "subject", "by", "unit")) == [
        ("Thêm loại số liệu", "Tiêm phòng dại", xa.head.pk, xa.unit.pk),
        ("Thêm nhóm đối tượng", "Đàn chó, mèo", xa.head.pk, xa.unit.pk),
    ]
    assert rows[0].after["measure"] == "con"


@pytest.mark.parametrize(
    "name", ["Hồ sơ tiêm", "ho so  TIEM", "Tiêm cho vật nuôi"], ids=["label", "folded", "alias"]
)
def test_a_name_that_is_there_already_is_taken_and_said(client, version, name):
    there = build.indicator(
        "tiem", label="Hồ sơ tiêm", short_label="Hồ sơ", aliases=["Tiêm cho vật nuôi"], position=99
    )
    before = counts()

    answer = post(
        client,
        "draft-target",
        version,
        "T1",
        **(MADE | {"new_label": name, "new_measure": "", "what": "Tiêm phòng bệnh dại"}),
    )

    assert (kept(version).indicator, counts()) == ("tiem", before)
    there.refresh_from_db()
    assert there.aliases == ["Tiêm cho vật nuôi"]
    assert said(answer)[0] == (
        "Loại số liệu “Hồ sơ tiêm” đã có trong danh mục nên chỉ tiêu dùng mục đó."
    )


def test_a_form_sent_twice_makes_one(client, version):
    before = counts()

    post(client, "draft-target", version, "T1", **(MADE | COHORT))
    again = post(client, "draft-target", version, "T1", **(MADE | COHORT))

    assert again.status_code == 422
    assert counts() == (before[0] + 1, before[1] + 1)
    now = again.context["version"]
    pressed = post(client, "draft-target", now, "T1", **(MADE | COHORT))
    assert (pressed.status_code, counts()) == (302, (before[0] + 1, before[1] + 1))


def test_nothing_is_made_where_somebody_else_saved_the_draft_meanwhile(client, xa, version):
    before = counts()
    change(version, xa.chairman, place="Phú Riềng")

    answer = post(client, "draft-target", version, "T1", **(MADE | COHORT))

    assert (answer.status_code, counts()) == (422, before)
    form = answer.context["form"]
    assert (form["indicator"].value(), form["new_measure"].value()) == ("+", "con")


def test_nothing_is_made_where_the_target_itself_is_wrong(client, version):
    before = counts()

    answer = post(client, "draft-target", version, "T1", **{**MADE, "value": "nhiều"})

    assert (list(errors(answer)), counts()) == (["value"], before)


@pytest.mark.parametrize(
    ("over", "wrong"),
    [
        ({"new_label": " "}, {"new_label": ["Đề nghị nhập ô này."]}),
        ({"new_measure": ""}, {"new_measure": ["Đề nghị nhập ô này."]}),
        ({"new_label": "Tiêm\x07 dại"}, {"new_label": ["Có ký tự lạ. Đề nghị nhập lại."]}),
        ({"new_label": "Tiêm\x00 dại"}, {"new_label": ["Có ký tự lạ. Đề nghị nhập lại."]}),
        ({"new_measure": "con\u202e"}, {"new_measure": ["Có ký tự lạ. Đề nghị nhập lại."]}),
        ({"new_label": "dại " * 60}, {"new_label": ["Dài quá 160 ký tự."]}),
        ({"new_short_label": "d" * 41}, {"new_short_label": ["Dài quá 40 ký tự."]}),
        ({"new_measure": "d" * 31}, {"new_measure": ["Dài quá 30 ký tự."]}),
        (
            {"new_aggregation": "list"},
            {"new_aggregation": ["Đề nghị chọn một mục trong danh sách."]},
        ),
        (
            {"indicator": ""},
            {
                "indicator": [
                    "Đã ghi mục mới ở dưới: đề nghị chọn “Loại số liệu mới” ở ô này, hoặc xóa phần đã ghi."
                ]
            },
        ),
        (
            {"denominator_cohort": "+"},
            {"denominator_cohort": ["Chỉ chọn khi ô nhóm đối tượng là “Nhóm đối tượng mới”."]},
        ),
    ],
)
def test_a_new_indicator_that_cannot_be_is_said_at_its_field(client, version, over, wrong):
    before = counts()
    base = replace(version_facts(version).targets[0], what="")
    change(version, version.by, targets=(base,))  # nothing is suggested: what is typed is typed
    version.refresh_from_db()

    answer = post(client, "draft-target", version, "T1", **(MADE | over))

    assert (errors(answer), counts()) == (wrong, before)


def test_a_short_name_that_another_has_is_refused(client, version):
    taken = Indicator.objects.first()

    answer = post(
        client, "draft-target", version, "T1", **MADE, new_short_label=taken.short_label.upper()
    )

    assert answer.status_code == 422
    assert said(answer) == [
        f"Tên ngắn “{taken.short_label.upper()}” đã dùng cho “{taken.label}”; đề nghị đặt tên ngắn khác."
    ]


@pytest.mark.parametrize(
    ("over", "people"),
    [
        (
            {"group_people": "age", "group_from": "2", "group_to": "5"},
            (2, 5, [], ""),
        ),
        ({"group_people": "age", "group_from": "67"}, (67, None, [], "")),
        ({"group_people": "age", "group_to": "3"}, (0, 3, [], "")),
        ({"group_people": "birth", "group_years": "2019-2021, 2015"}, (None, None, [2015, 2019, 2020, 2021], "")),
        ({"group_people": "category", "group_category": "vật nuôi"}, (None, None, [], "vật nuôi")),
    ],
    ids=["ages", "from an age on", "below an age", "birth years", "category"],
)  # fmt: skip
def test_a_group_is_of_an_age_of_birth_years_or_of_a_kind(client, version, over, people):
    post(client, "draft-target", version, "T1", **(MADE | COHORT | over))

    group = Cohort.objects.last()
    assert (group.age_from, group.age_to, group.birth_years, group.category) == people
    assert kept(version).cohort == "dan-cho-meo"


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"group_label": ""}, "group_label"),
        ({"group_label": "Đàn\x1b chó"}, "group_label"),
        ({"group_people": "age"}, "group_from"),
        ({"group_people": "age", "group_from": "14", "group_to": "6"}, "group_to"),
        ({"group_people": "age", "group_from": "14", "group_to": "200"}, "group_to"),
        ({"group_people": "age", "group_from": "nhiều"}, "group_from"),
        ({"group_people": "birth", "group_years": ""}, "group_years"),
        ({"group_people": "birth", "group_years": "trước đây"}, "group_years"),
        ({"cohort": "", "group_category": "vật nuôi"}, "cohort"),
    ],
)
def test_a_group_that_cannot_be_is_said_at_its_field(client, version, over, field):
    before = counts()

    answer = post(client, "draft-target", version, "T1", **(MADE | COHORT | over))

    assert (list(errors(answer)), counts()) == ([field], before)


def test_a_group_of_the_very_same_ages_is_taken_under_its_own_name(client, version):
    before = counts()
    ages = {"group_people": "age", "group_from": "6", "group_to": "14"}

    post(client, "draft-target", version, "T1", **(MADE | COHORT | ages))

    assert (kept(version).cohort, counts()[1]) == ("age_6_13", before[1])


def test_the_name_of_a_group_of_other_people_is_refused(client, version):
    ages = {"group_people": "age", "group_from": "2", "group_to": "9"}
    there = Cohort.objects.get(code="age_6_13")
    before = counts()

    answer = post(
        client,
        "draft-target",
        version,
        "T1",
        **(MADE | COHORT | ages | {"group_label": there.label}),
    )

    assert (answer.status_code, counts()) == (422, before)
    [sentence] = said(answer)
    assert sentence == (
        f"Nhóm “{there.label}” đã có trong danh mục, với độ tuổi hoặc năm sinh khác. "
        "Đề nghị chọn nhóm đó, hoặc đặt tên khác."
    )


def test_the_new_group_may_be_the_denominator_too(client, version):
    whole = {"denominator_kind": "population", "denominator_cohort": "+"}

    post(client, "draft-target", version, "T1", **(MADE | COHORT | whole))

    assert kept(version).goal.denominator.cohort == "dan-cho-meo"


def test_a_percent_of_what_nobody_counted_yet_stays_possible(client, version):
    post(client, "draft-target", version, "T1", **{**MADE, "denominator_kind": ""})

    assert (kept(version).goal.denominator, kept(version).review) == (None, "confirmed")


@pytest.mark.parametrize("who", ["officer", "stranger", "superior"])
def test_only_who_drafts_the_plan_adds_words(client, xa, version, who):
    account, before = getattr(xa, who), counts()
    client.force_login(account)

    assert post(client, "draft-target", version, "T1", **MADE).status_code in (403, 404)
    with pytest.raises(PlanRefused, match=NO_RIGHT):
        make_indicator(
            facts=IndicatorFacts("", "flow", "con", "Tiêm dại", "Tiêm dại"),
            plan=version.plan,
            by=account,
        )
    with pytest.raises(PlanRefused, match=NO_RIGHT):
        make_cohort(facts=CohortFacts("", "Chó", "Chó"), plan=version.plan, by=account)
    assert counts() == before


def test_the_form_begins_with_the_words_of_the_plan(client, xa):
    client.force_login(xa.head)
    version = read(client)

    form = client.get(at("draft-target", version, "T1")).context["form"]

    names = ("indicator", "new_label", "new_short_label", "new_measure", "new_aggregation")
    assert [form[name].value() for name in names] == [
        None,
        "Tiêm phòng dại",
        "Tiêm phòng dại",
        "",
        "flow",
    ]
    assert [form[name].value() for name in ("group_label", "group_people")] == [
        "Đàn chó, mèo",
        "category",
    ]


def test_page_of_the_draft_asks_first_for_what_is_counted(client, version):
    [line] = page_of(client, version).proposed

    text = client.get(at("draft", version)).content.decode()

    card = text[text.index(f'id="{line.item}"') :]
    link = f'<a href="{at("draft-target", version, "T1")}#id_indicator">Chưa rõ loại số liệu: chọn hoặc thêm mới'
    assert card.index(link) < card.index('<p class="item-head">')
    post(client, "draft-target", version, "T1", **MADE)
    assert "Chưa rõ loại số liệu" not in client.get(at("draft", version)).content.decode()


def test_a_thing_unknown_so_far_goes_from_the_text_to_the_villages_cell_and_the_next_plan(
    client, xa
):
    client.force_login(xa.head)
    version = read(client)
    form = client.get(at("draft-target", version, "T1")).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    rows = {"milestones-TOTAL_FORMS": "0", "milestones-INITIAL_FORMS": "0"}
    sent = {name: value for name, value in shown.items() if value} | rows
    sent |= {"indicator": "+", "cohort": "+", "new_measure": "con"}

    post(client, "draft-target", version, "T1", **sent)

    version.refresh_from_db()
    change(version, xa.head, ends_on=date(2026, 11, 30))
    version.refresh_from_db()
    plan = issue(version=version, revision=version.revision, by=xa.chairman)
    [cell] = EntryField.objects.filter(plan=plan)
    assert (plan.state, cell.indicator.label, cell.cohort.label, cell.branch) == (
        Plan.State.RUNNING,
        "Tiêm phòng dại",
        "Đàn chó, mèo",
        "place",
    )

    client.force_login(build.user("vn/xa/a/", Role.VILLAGE_HEAD))
    [village] = client.get(reverse("entry")).context["page"].units
    assert [c.indicator_code for c in village.cells] == ["tiem-phong-dai"]

    client.force_login(xa.head)
    again = version_facts(read(client, number="46", by="31/10/2026")).targets[0]
    assert (again.indicator, again.cohort) == ("tiem-phong-dai", "dan-cho-meo")


def test_a_plan_typed_by_hand_takes_a_new_word_too(client, xa):
    client.force_login(xa.head)
    version = draft(xa.head)

    post(client, "draft-target-new", version, **MADE)

    version.refresh_from_db()
    assert version_facts(version).targets[-1].indicator == "tiem-phong-dai"
