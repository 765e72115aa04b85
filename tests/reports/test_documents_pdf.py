"""The PDF report: archival, tagged, with shipped fonts and the decree's form on every page."""

import io
import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from reports.documents import to_pdf
from reports.rules.document import Section
from reports.rules.narrative import draft_report
from reports.rules.weekly import figures, numbered, numbers_in
from tests.reports.build_weekly import broadcast_target, silent_target, weekly_facts

LINE = "Dữ liệu minh họa, không phải số liệu chính thức"
MARKUP = '#let x = 1; $a_b$ *đậm* _nghiêng_ `mã` <nhãn> @ghi-chu \\ {{ }} [ ] "ngoặc" // hết'


@pytest.fixture(scope="module")
def report():
    return draft_report(weekly_facts())


@pytest.fixture(scope="module")
def pdf(report):
    return pypdf.PdfReader(io.BytesIO(to_pdf(report)))


def text_of(pdf):
    return "\n".join(page.extract_text() for page in pdf.pages)


def one_line(text):
    return " ".join(text.split())


def rules_of(page):
    """(x, y, length) in points of each horizontal line drawn outside tables on the page."""
    drawn, start = [], []

    def visit(operator, operands, matrix, _):
        if operator == b"m":
            start[:] = operands
        elif operator == b"l" and start[1] == operands[1]:
            drawn.append((matrix[4] + start[0], matrix[5], abs(operands[0] - start[0])))

    page.extract_text(visitor_operand_before=visit)
    return [tuple(float(part) for part in rule) for rule in drawn]


def embedded_fonts(pdf):
    fonts = {}
    for page in pdf.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            program = inner["/FontDescriptor"].get_object().get("/FontFile2")
            fonts[inner["/BaseFont"].split("+")[1]] = (program is not None, font.get_object())
    return fonts


def tags_of(pdf):
    """How often each structure type occurs in the document's tag tree."""
    tags = Counter()
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            tags.update([node["/S"]] if "/S" in node else [])
            waiting += [node["/K"]] if "/K" in node else []
    return tags


def test_the_file_declares_pdf_a_2a_and_pdf_ua_1_and_is_vietnamese(pdf):
    xmp = pdf.trailer["/Root"]["/Metadata"].get_data().decode()

    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert pdf.trailer["/Root"]["/Lang"] == "vi-VN"
    assert pdf.metadata.author == "Ủy ban nhân dân xã Phú Riềng"
    assert pdf.metadata.title.startswith("BÁO CÁO Kết quả thực hiện Kế hoạch cao điểm")


def test_headings_and_tables_are_tagged_with_their_heading_cells(pdf, report):
    tags = tags_of(pdf)
    tables = [s.table for s in report.sections if s.table] + [a.table for a in report.annexes]

    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert tags["/Table"] == len(tables)
    assert tags["/TH"] == sum(
        len(t.columns) + len({c.group for c in t.columns if c.group}) for t in tables
    )
    assert tags["/H1"] == 5 + len(report.annexes)
    assert tags["/H2"] == 6


def test_pages_are_a4_upright_and_the_annexes_lie_on_their_side(pdf):
    sizes = [(round(p.mediabox.width), round(p.mediabox.height)) for p in pdf.pages]

    assert sizes == [(595, 842)] * 4 + [(842, 595)] * 3


def test_only_the_shipped_fonts_are_embedded_and_each_maps_to_unicode(pdf):
    fonts = embedded_fonts(pdf)

    assert set(fonts) == {
        "LiberationSerif",
        "LiberationSerif-Bold",
        "LiberationSerif-Italic",
        "LiberationSerif-BoldItalic",
    }
    for is_embedded, font in fonts.values():
        assert is_embedded
        assert "/ToUnicode" in font


def test_the_text_can_be_taken_out_with_its_diacritics(pdf, report):
    text = one_line(text_of(pdf))

    assert unicodedata.is_normalized("NFC", text)
    for section in report.sections:
        for words in (section.heading, *section.paragraphs):
            assert one_line(words)[:60] in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in text
    assert "Kính gửi: Ủy ban nhân dân thành phố Đồng Nai" in text
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" in text
    assert "- Lưu: VT, CA." in text


def test_the_rules_have_the_lengths_that_the_decree_asks_for(pdf):
    issuer, motto, subject = rules_of(pdf.pages[0])

    assert 1 / 3 <= issuer[2] / 87.31 <= 1 / 2  # "XÃ PHÚ RIỀNG", 12 pt bold
    assert motto[2] == pytest.approx(158.83, abs=0.2)  # the motto in 13 pt bold
    assert 1 / 3 <= subject[2] / 369 <= 1 / 2  # its longer line, 14 pt bold
    assert subject[0] + subject[2] / 2 == pytest.approx((85.04 + 552.76) / 2, abs=1)


def test_page_numbers_start_on_the_second_page_and_again_with_every_annex(pdf):
    first_lines = [page.extract_text().splitlines()[0] for page in pdf.pages]

    assert first_lines == ["ỦY BAN NHÂN DÂN", "2", "3", "4", "1", "1", "1"]


def test_the_signature_is_on_the_page_of_the_last_line_whatever_the_length(report):
    for count in range(0, 40, 4):
        padding = Section(2, "7. Phần thêm", ("Một dòng chữ.",) * count)
        longer = replace(report, sections=(*report.sections, padding), annexes=())
        pages = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(to_pdf(longer))).pages]
        [signed] = [page for page in pages if "CHỦ TỊCH" in page]
        assert "Trên đây là báo cáo" in signed
        assert "Nguyễn Văn A" in signed
        assert "Lưu: VT, CA." in signed


def test_the_pdf_shows_the_reports_figures_in_their_order(pdf, report):
    printed = list(numbers_in(text_of(pdf)))
    rest = iter(printed)

    missing = [number for number in figures(report) if number not in rest]

    assert missing == []
    tables = [s.table for s in report.sections if s.table] + [a.table for a in report.annexes]
    labels = {n for t in tables for c in t.columns for n in numbers_in(f"{c.label} {c.group}")}
    ordinals = {n for s in report.sections for n in numbers_in(s.heading)}
    pages = {str(number) for number in range(1, len(pdf.pages) + 1)}
    place = set(numbers_in(report.place_line))
    extra = Counter(printed) - Counter(figures(report))
    assert set(extra) <= labels | ordinals | pages | place


def test_a_table_over_two_pages_repeats_its_headings(report):
    annex = report.annexes[1]
    long_table = replace(annex.table, rows=annex.table.rows * 4)
    longer = replace(report, annexes=(replace(annex, table=long_table),))

    pages = [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(to_pdf(longer))).pages][4:]

    assert len(pages) > 1
    assert all("Phải đạt theo lộ trình" in one_line(page) for page in pages)
    assert [page.splitlines()[0] for page in pages] == [str(n + 1) for n in range(len(pages))]


def test_what_users_wrote_is_printed_and_never_run_as_markup(report):
    marked = replace(report, closing=MARKUP, subject=MARKUP, opening=(MARKUP,))

    text = one_line(text_of(pypdf.PdfReader(io.BytesIO(to_pdf(marked)))))

    assert text.count(MARKUP) == 3


def test_the_same_report_gives_the_same_bytes(report):
    issued = numbered(report, number=5, issued_on=date(2026, 6, 15))

    assert to_pdf(report) == to_pdf(report)
    assert to_pdf(issued) == to_pdf(issued)
    assert "Số: 05/BC-UBND" in text_of(pypdf.PdfReader(io.BytesIO(to_pdf(issued))))


def test_demonstration_figures_are_called_illustrative_on_every_page_and_real_ones_are_not(pdf):
    real = draft_report(weekly_facts(is_illustrative=False))

    assert all(LINE in page.extract_text() for page in pdf.pages)
    assert "minh họa" not in text_of(pypdf.PdfReader(io.BytesIO(to_pdf(real))))


def test_several_addressees_and_a_parent_body_find_their_places(report):
    head = replace(report.letterhead, parent="CÔNG AN TỈNH", issuer=("CÔNG AN XÃ",))
    other = replace(report, letterhead=head, addressees=("Công an tỉnh", "UBND xã"))

    text = pypdf.PdfReader(io.BytesIO(to_pdf(other))).pages[0].extract_text()

    assert text.startswith("CÔNG AN TỈNH\nCÔNG AN XÃ\n")
    assert "Kính gửi: - Công an tỉnh; - UBND xã." in one_line(text)


def test_a_report_without_any_figures_can_still_be_set():
    report = draft_report(
        weekly_facts(targets=(silent_target(), broadcast_target()), superior=None)
    )

    text = one_line(text_of(pypdf.PdfReader(io.BytesIO(to_pdf(report)))))

    assert "Chưa có số liệu: Giấy phép lái xe." in text
    assert "Kính gửi" not in text
