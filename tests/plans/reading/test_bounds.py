"""Texts too long or too full of figures to be a plan are refused, by their size."""

import pytest

from plans.reading import source
from plans.reading.lines import lines_of
from plans.reading.source import MAX_GOALS, MAX_LETTERS, open_source
from sheets.workbook import Refused

LINE = "- Cấp thẻ căn cước cho công dân của các thôn trong xã\n"


def reason(text: str) -> str:
    with pytest.raises(Refused) as refused:
        open_source(text.encode(), "a.txt")
    return refused.value.reason


def test_a_text_of_more_than_400_000_letters_is_refused():
    assert MAX_LETTERS == 400_000
    assert reason("chữ " * (MAX_LETTERS // 4) + "thêm") == source.TOO_LONG


@pytest.mark.parametrize("goal", ["đạt 80% ", "- Cấp 30 thẻ\n", "Thu nhận 5 hồ sơ\n"])
def test_more_than_5_000_goals_are_refused(goal):
    assert MAX_GOALS == 5_000
    assert reason(LINE + goal * 5_001) == source.TOO_MANY_GOALS


def test_5_000_lines_of_goals_are_read():
    text = LINE + "- Cấp 30 thẻ\n" * 5_000
    assert open_source(text.encode(), "a.txt").text == text


def test_rows_of_a_table_are_no_goals():
    text = LINE + "| 1 | Thôn An | 30 |\n" * 5_001
    assert open_source(text.encode(), "a.txt").text == text


def test_words_without_a_plan_are_told_from_no_words():
    assert reason("Xin chào, hôm nay trời đẹp.") == "Không thấy nội dung kế hoạch trong tệp."
    assert reason("123 456 --- 789") == "Tệp không có chữ."


@pytest.mark.parametrize("number", ["12", "- 12 -", "**Trang 3/12**", "   7", "_5_", "Page 4 / 9"])
def test_page_numbers_are_left_out(number):
    assert [line.whole for line in lines_of(f"một\n{number}\nhai")] == ["một", "hai"]


@pytest.mark.parametrize("line", ["Trang 1234", "12 người", "- 12 - 13 -", " " * 40 + "x"])
def test_other_lines_are_no_page_numbers(line):
    assert len(list(lines_of(f"một\n{line}\nhai"))) == 3


def test_a_long_line_is_no_page_number():
    assert len(list(lines_of("- " * 20 + "12"))) == 1


def test_signs_that_no_document_can_print_are_left_out():
    text = LINE + "\ufffethôn\uffff Đông"
    assert open_source(text.encode(), "a.txt").text == LINE + "thôn Đông"
