"""The Word report held against the form of Nghị định 30/2020/NĐ-CP, Phụ lục I, element by element."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.rules.narrative import draft_report
from reports.rules.weekly import figures, numbered, numbers_in
from tests.reports.build_weekly import weekly_facts
from tests.reports.read_docx import (
    all_paragraphs,
    blocks,
    bordered_width,
    effective,
    is_heading_row,
    look,
    opened,
    own_cells,
)

NUMBER = re.compile(r"^Số:\s*(0[1-9]|[1-9]\d+)?\s*/BC-[A-ZĐ]+(-[A-ZĐ0-9]+)*$")
MOTTO_WIDTH = Pt(158.83)  # "Độc lập - Tự do - Hạnh phúc" in 13 pt bold, measured


@pytest.fixture(scope="module")
def report():
    return draft_report(weekly_facts())


@pytest.fixture(scope="module")
def document(report):
    return opened(report)


def paragraph(document, start):
    return next(p for p in document.paragraphs if p.text.startswith(start))


def test_the_page_is_a4_with_margins_inside_the_ranges(document):
    first = document.sections[0]

    assert (first.page_width.twips, first.page_height.twips) == (11906, 16838)
    assert (first.top_margin.twips, first.bottom_margin.twips) == (1134, 1134)
    assert (first.left_margin.twips, first.right_margin.twips) == (1701, 850)


def test_each_annex_is_a_landscape_section_that_counts_its_pages_from_one(document):
    assert len(document.sections) == 4
    for section in document.sections[1:]:
        assert section.page_width > section.page_height
        assert section.orientation == WD_ORIENT.LANDSCAPE
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer is False
    assert document.sections[0]._sectPr.find(qn("w:pgNumType")) is None


def test_every_run_is_times_new_roman_and_black(document):
    seen = 0
    for line in all_paragraphs(document):
        for run in line.runs:
            seen += 1
            fonts = line.style.element.rPr.find(qn("w:rFonts"))
            assert {fonts.get(qn(f"w:{s}")) for s in ("ascii", "hAnsi", "eastAsia", "cs")} == {
                "Times New Roman"
            }
            assert effective(line, "name", run) == "Times New Roman"
            assert line.style.font.color.rgb == RGBColor(0, 0, 0)
    assert seen > 500


def test_defaults_carry_no_theme_font_and_the_language_is_vietnamese(document):
    defaults = document.styles.element.find(qn("w:docDefaults"))
    fonts = defaults.find(".//" + qn("w:rFonts"))

    assert not [name for name in fonts.attrib if "heme" in name]
    assert defaults.find(".//" + qn("w:lang")).get(qn("w:val")) == "vi-VN"
    assert document.core_properties.language == "vi-VN"
    assert document.core_properties.author == "Ủy ban nhân dân xã Phú Riềng"
    assert document.core_properties.title.startswith("BÁO CÁO Kết quả thực hiện Kế hoạch")


def test_the_nations_name_and_motto_stand_top_right_over_a_rule_as_long_as_the_motto(document):
    cell = document.tables[0].rows[0].cells[1]
    nation, motto, rule = cell.paragraphs

    assert nation.text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert look(nation) == (12, True, False, "CENTER")
    assert motto.text == "Độc lập - Tự do - Hạnh phúc"
    assert look(motto) == (13, True, False, "CENTER")
    assert effective(motto, "line_spacing") == 1.0
    assert bordered_width(rule, cell.width) == pytest.approx(MOTTO_WIDTH, rel=0.02)


def test_the_issuer_is_bold_over_a_rule_of_a_third_to_a_half_of_it(document):
    cell = document.tables[0].rows[0].cells[0]
    first, second, rule = cell.paragraphs

    assert (first.text, second.text) == ("ỦY BAN NHÂN DÂN", "XÃ PHÚ RIỀNG")
    assert look(first) == look(second) == (12, True, False, "CENTER")
    assert 1 / 3 <= bordered_width(rule, cell.width) / Pt(87.31) <= 1 / 2


def test_a_parent_body_stands_above_the_issuer_and_is_not_bold(report):
    head = replace(report.letterhead, parent="CÔNG AN THÀNH PHỐ", issuer=("CÔNG AN XÃ",))
    cell = opened(replace(report, letterhead=head)).tables[0].rows[0].cells[0]

    assert [line.text for line in cell.paragraphs] == ["CÔNG AN THÀNH PHỐ", "CÔNG AN XÃ", ""]
    assert look(cell.paragraphs[0]) == (12, False, False, "CENTER")
    assert look(cell.paragraphs[1]) == (12, True, False, "CENTER")


@pytest.mark.parametrize("number", [None, 5, 15, 120])
def test_the_number_follows_the_form_in_a_draft_and_when_issued(report, number):
    if number is not None:
        report = numbered(report, number=number, issued_on=date(2026, 6, 15))

    [line] = opened(report).tables[0].rows[1].cells[0].paragraphs

    assert NUMBER.match(line.text)
    assert look(line) == (13, False, False, "CENTER")
    assert line.text.count("\u00a0") == (6 if number is None else 0)


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2026, 6, 15), "Phú Riềng, ngày 15 tháng 6 năm 2026"),
        (date(2026, 9, 5), "Phú Riềng, ngày 05 tháng 9 năm 2026"),
        (date(2026, 1, 5), "Phú Riềng, ngày 05 tháng 01 năm 2026"),
    ],
)
def test_the_date_line_is_italic_on_the_numbers_row_and_padded_by_the_decrees_rule(
    report, day, printed
):
    [line] = opened(numbered(report, number=1, issued_on=day)).tables[0].rows[1].cells[1].paragraphs

    assert line.text == printed
    assert look(line) == (13, False, True, "CENTER")


def test_a_draft_leaves_room_for_the_day(document):
    [line] = document.tables[0].rows[1].cells[1].paragraphs

    assert line.text == "Phú Riềng, ngày " + "\u00a0" * 6 + " tháng 6 năm 2026"


def test_kind_and_subject_are_bold_and_centred_over_a_rule(document):
    kind, subject, rule = document.paragraphs[:3]

    assert kind.text == "BÁO CÁO"
    assert look(kind) == look(subject) == (14, True, False, "CENTER")
    assert subject.text == (
        "Kết quả thực hiện Kế hoạch cao điểm cấp thẻ căn cước, tài khoản định danh điện tử"
        " trên địa bàn xã Phú Riềng\n(tuần từ ngày 08/6/2026 đến ngày 14/6/2026)"
    )
    longest = Mm(165) - 2 * subject.paragraph_format.left_indent
    assert Mm(120) < longest <= Mm(160)
    assert 1 / 3 <= bordered_width(rule, Mm(165)) / longest <= 1 / 2


def test_kinh_gui_is_there_with_a_superior_only_and_then_nhu_tren_comes_first(document):
    alone = opened(draft_report(weekly_facts(superior=None)))
    line = paragraph(document, "Kính gửi")

    assert line.text == "Kính gửi: Ủy ban nhân dân thành phố Đồng Nai"
    assert look(line) == (14, False, False, "CENTER")
    assert document.tables[-4].rows[0].cells[0].paragraphs[1].text == "- Như trên;"
    assert not [p for p in alone.paragraphs if p.text.startswith("Kính gửi")]
    assert alone.tables[-4].rows[0].cells[0].paragraphs[1].text == "- TT. Đảng ủy xã;"


def test_several_addressees_stand_on_lines_of_their_own(report):
    lines = opened(replace(report, addressees=("Công an tỉnh", "UBND tỉnh"))).paragraphs

    assert [p.text for p in lines if p.style.name == "Kính gửi"] == [
        "Kính gửi:",
        "- Công an tỉnh;",
        "- UBND tỉnh.",
    ]


def test_the_body_is_justified_with_indent_spacing_and_gaps_inside_the_ranges(document):
    body = [p for p in document.paragraphs if p.style.name == "Thân văn bản"]

    assert len(body) > 20
    for line in body:
        assert look(line) == (14, False, False, "JUSTIFY")
        assert effective(line, "first_line_indent") == Mm(12.7)
        assert 1.0 <= effective(line, "line_spacing") <= 1.5
        assert effective(line, "space_before") >= Pt(6)


def test_headings_are_real_headings_bold_and_kept_with_their_text(document):
    headings = [p for p in document.paragraphs if p.style.name.startswith("Heading")]

    assert [p.text for p in headings][:3] == [
        "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN",
        "1. Cấp căn cước",
    ]
    for line in headings:
        assert look(line) == (14, True, False, "JUSTIFY")
        assert effective(line, "keep_with_next") is True
        is_part = re.match(r"[IV]+\. ", line.text)
        assert bool(is_part) == (line.text == line.text.upper())


def test_recipients_stand_at_the_left_margin_and_end_with_the_filed_copy(document):
    title, *lines = document.tables[-4].rows[0].cells[0].paragraphs

    assert title.text == "Nơi nhận:"
    assert look(title) == (12, True, True, "LEFT")
    assert {look(line) for line in lines} == {(11, False, False, "LEFT")}
    assert all(line.text.startswith("- ") for line in lines)
    assert all(line.text.endswith(";") for line in lines[:-1])
    assert lines[-1].text == "- Lưu: VT, CA."


def test_the_signature_stands_in_the_right_half_with_room_and_with_the_last_line(document):
    row = document.tables[-4].rows[0]
    authority, office, name = row.cells[1].paragraphs
    closing = paragraph(document, "Trên đây là báo cáo")

    assert (authority.text, office.text) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert {look(line) for line in (authority, office, name)} == {(14, True, False, "CENTER")}
    assert name.text == "Nguyễn Văn A"
    assert effective(name, "space_before") >= Pt(60)
    assert closing.paragraph_format.keep_with_next is True
    assert closing.text.endswith("./.")
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert row.cells[0].width + row.cells[1].width == pytest.approx(Mm(165), abs=Mm(0.1))


def test_the_page_number_is_in_the_header_centred_and_not_on_the_first_page(document):
    first = document.sections[0]
    [line] = first.header.paragraphs
    [front] = first.first_page_header.paragraphs

    assert line._p.find(qn("w:fldSimple")).get(qn("w:instr")) == "PAGE"
    assert effective(line, "alignment").name == "CENTER"
    assert line.style.font.size == Pt(14)
    assert first.different_first_page_header_footer is True
    assert front._p.find(qn("w:fldSimple")) is None
    assert all(section.header.is_linked_to_previous for section in document.sections[1:])


def test_all_text_is_composed_unicode(document):
    text = "\n".join(line.text for line in all_paragraphs(document))

    assert unicodedata.is_normalized("NFC", text)
    assert "định danh điện tử" in text


def test_annexes_have_label_title_and_reference_in_their_forms(document):
    lines = document.paragraphs
    start = next(i for i, p in enumerate(lines) if p.text == "Phụ lục I")
    label, title, reference = lines[start : start + 3]

    assert look(label) == (14, True, False, "CENTER")
    assert title.text == "KẾT QUẢ THỰC HIỆN CÁC CHỈ TIÊU CỦA KẾ HOẠCH"
    assert look(title) == (13, True, False, "CENTER")
    assert reference.text == (
        f"(Kèm theo Báo cáo số {chr(160) * 6}/BC-UBND ngày {chr(160) * 6} tháng 6 năm 2026"
        " của Ủy ban nhân dân xã Phú Riềng)"
    )
    assert look(reference) == (13, False, True, "CENTER")


def test_data_tables_repeat_their_headings_and_never_split_a_row(document):
    body_table, annexes = document.tables[1], document.tables[3:]

    assert [is_heading_row(row) for row in body_table.rows][:3] == [True, True, False]
    for table in annexes:
        assert [is_heading_row(row) for row in table.rows].count(True) == 1
    for table in (body_table, *annexes):
        for row in table.rows:
            assert row._tr.trPr.find(qn("w:cantSplit")) is not None


def test_table_properties_stand_in_the_order_that_word_insists_on(document):
    order = ["tblStyle", "tblW", "jc", "tblLayout", "tblCellMar", "tblLook"]

    for table in document.tables:
        names = [child.tag.rpartition("}")[2] for child in table._tbl.tblPr]
        assert names == sorted(names, key=order.index)
        assert names.count("tblCellMar") == 1


def test_total_rows_are_bold_and_called_tong_cong(document):
    for table in (document.tables[1], *document.tables[4:]):
        cells = own_cells(table.rows[-1])
        assert cells[0].text == "TỔNG CỘNG"
        for cell in cells:
            for run in cell.paragraphs[0].runs:
                assert run.bold is True


def test_a_group_heading_spans_its_columns_and_lone_columns_span_both_rows(document):
    upper, lower = document.tables[1].rows[:2]

    assert [cell.text for cell in own_cells(upper)] == [
        "TT",
        "Đơn vị",
        "Kích hoạt ĐDĐT, 6–14 tuổi",
        "Kích hoạt ĐDĐT, từ đủ 14",
    ]
    assert [cell.text for cell in lower.cells][:6] == [
        "TT",
        "Đơn vị",
        "Mẫu số",
        "Trong tuần",
        "Lũy kế",
        "Tỷ lệ",
    ]


def test_the_word_file_shows_the_reports_figures_in_their_order(report, document):
    said = []
    for block in list(blocks(document))[1:]:
        if isinstance(block, Table):
            for row in block.rows:
                if not is_heading_row(row):
                    said += [n for cell in own_cells(row) for n in numbers_in(cell.text)]
        elif isinstance(block, Paragraph) and not block.style.name.startswith("Heading"):
            said += numbers_in(block.text)

    assert tuple(said) == figures(report)


def test_demonstration_figures_are_called_illustrative_on_every_page_and_real_ones_are_not(
    document,
):
    real = opened(draft_report(weekly_facts(is_illustrative=False)))
    line = "Dữ liệu minh họa, không phải số liệu chính thức"

    for section in document.sections:
        assert section.footer.paragraphs[0].text == line
    assert document.sections[0].first_page_footer.paragraphs[0].text == line
    assert "minh họa" not in "\n".join(p.text for p in all_paragraphs(real))
