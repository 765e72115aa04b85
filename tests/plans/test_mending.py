"""A finding put right: the figure or word changes wherever the plan holds it, and nothing else does."""

from dataclasses import replace
from datetime import date

from plans.rules.checks import findings_of
from plans.rules.facts import (
    BaselineFacts,
    FigureFacts,
    PlanFacts,
    SpellingFacts,
    StockFacts,
    TeamFacts,
    TeamMemberFacts,
)
from plans.rules.findings import Finding, Kind, Level
from plans.rules.mending import mended, with_word

SHARE = FigureFacts("share", "đã cấp thẻ", "82,55", (32788, 35097))
STOCK = StockFacts("card_issued", 32788, "all", "82,55")
OTHER = StockFacts("card_missing", 2309, "all", "6,58")


def facts(**over):
    return replace(PlanFacts(code="kh", issuer="UBND xã", title="Cao điểm"), **over)


def found(plan, kind):
    [finding] = [row for row in findings_of(plan) if row.kind is kind]
    return finding


def test_a_percent_is_put_right_in_the_text_and_at_the_start_and_is_not_found_again():
    plan = facts(
        figures=(SHARE, FigureFacts("share", "chưa cấp", "6,58", (2309, 35097))),
        baseline=BaselineFacts((STOCK, OTHER), population={"all": 35097}),
    )

    after = mended(plan, found(plan, Kind.PERCENT_MISMATCH))

    assert after == replace(
        plan,
        figures=(replace(SHARE, printed="93,42"), plan.figures[1]),
        baseline=replace(plan.baseline, stocks=(replace(STOCK, printed_percent="93,42"), OTHER)),
    )
    assert [row for row in findings_of(after) if row.kind is Kind.PERCENT_MISMATCH] == []


def test_a_percent_typed_by_hand_is_put_right_too():
    plan = facts(baseline=BaselineFacts((STOCK,), population={"all": 35097}))

    after = mended(plan, found(plan, Kind.PERCENT_MISMATCH))

    assert after is not None
    assert after.baseline.stocks == (replace(STOCK, printed_percent="93,42"),)


def test_a_printed_total_becomes_the_sum_of_its_parts():
    plan = facts(figures=(FigureFacts("sum", "hồ sơ", "1.300", (1000, 250)),))

    after = mended(plan, found(plan, Kind.SUM_MISMATCH))

    assert after is not None
    assert after.figures == (FigureFacts("sum", "hồ sơ", "1.250", (1000, 250)),)


def test_a_teams_number_becomes_that_of_its_members():
    members = (TeamMemberFacts("Công an xã", 3), TeamMemberFacts("Đoàn thanh niên", 4))
    plan = facts(teams=(TeamFacts("Tổ 1", "commune", "", members, 8),))

    after = mended(plan, found(plan, Kind.TEAM_SUM))

    assert after is not None
    assert [team.people for team in after.teams] == [7]


def test_the_number_of_days_becomes_that_of_the_window():
    days = (date(2026, 6, 1).toordinal(), date(2026, 8, 31).toordinal())
    plan = facts(figures=(FigureFacts("duration", "chiến dịch", "90", days),))

    after = mended(plan, found(plan, Kind.DURATION_MISMATCH))

    assert after is not None
    assert after.figures == (FigureFacts("duration", "chiến dịch", "92", days),)


def test_a_misread_word_is_put_right_in_every_wording_and_is_not_listed_again():
    plan = facts(
        title="Kích hoạt tài khoản ĐDDT",
        appendix="Mẫu ĐDDT1, ĐDDT.",
        spellings=(SpellingFacts("ocr", "ĐDDT", "ĐDĐT"),),
    )

    after = mended(plan, found(plan, Kind.OCR_SUSPECT))

    assert after == facts(title="Kích hoạt tài khoản ĐDĐT", appendix="Mẫu ĐDDT1, ĐDĐT.")


def test_a_capital_at_the_head_of_a_word_stays():
    assert with_word(facts(appendix="Phần đầu đạt"), "Phần đầu", "phấn đấu").appendix == (
        "Phấn đấu đạt"
    )


def test_the_code_of_a_plan_is_no_wording():
    assert with_word(facts(code="kh"), "kh", "khác").code == "kh"


def test_what_is_not_one_figure_is_left_to_people():
    wording = Finding(Kind.DEADLINE_WORDING, Level.WARNING, "…", "trước", "đến hết")
    silent = Finding(Kind.OCR_SUSPECT, Level.WARNING, "…", "biên", "")
    gone = Finding(Kind.PERCENT_MISMATCH, Level.ERROR, "…", "1", "2", about="share:1/3")

    assert [mended(facts(figures=(SHARE,)), row) for row in (wording, silent, gone)] == [None] * 3
