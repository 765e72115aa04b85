"""The form of a plan: number, issuer, date, title, window, what it rests on, recipients and signature."""

from datetime import date

import pytest

from plans.reading.blocks import blocks_of
from plans.reading.citations import citations_of
from plans.reading.closing import closing_of
from plans.reading.header import Head, head_of, short_title_of
from plans.reading.window import Window, window_of
from plans.rules.facts import BasisFacts, ParentFacts, RecipientFacts, SignerFacts
from tests.plans.reading.build import PLAN

HEAD = Head(year=2024, title="Cấp căn cước", issued_on=date(2024, 9, 4))


def head(text: str) -> Head:
    return head_of(blocks_of(text))


def window(text: str, year: int | None = 2026) -> Window:
    return window_of(blocks_of(text), Head(year=year))


def cited(text: str, plan: Head = HEAD):
    return citations_of(blocks_of(f"KẾ HOẠCH\nCấp căn cước\n\n{text}\n\nI. MỤC ĐÍCH"), plan)


# --- The head ----------------------------------------------------------------------------------------


def test_a_head_with_its_columns_run_together_is_read():
    assert head(PLAN) == Head(
        number="12/KH-UBND",
        number_printed="Số: 12/KH-UBND",
        issuer="Ủy ban nhân dân xã An Hòa",
        place="An Hòa",
        issued_on=date(2026, 3, 5),
        issued_printed="An Hòa, ngày 05 tháng 3 năm 2026",
        year=2026,
        title="Vận động người dân tham gia bảo hiểm y tế trên địa bàn xã An Hòa",
        short_title="Vận động người dân tham gia bảo hiểm y tế",
    )


def test_a_blank_number_and_day_stay_blank():
    read = head("Số: /KH-UBND-CA\n\n*An Hòa, ngày tháng 02 năm 2026*\n\nKẾ HOẠCH\n\nCấp căn cước")
    assert (read.number, read.number_printed) == ("", "Số: /KH-UBND-CA")
    assert (read.issued_on, read.issued_printed, read.year) == (
        None,
        "An Hòa, ngày tháng 02 năm 2026",
        2026,
    )


TWO_COLUMNS = """\
UBND HUYỆN CHÂU HƯNG CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT
NAM
UỶ BAN NHÂN DÂN XÃ THẠNH
LỘC
Độc lập – Tự do – Hạnh phúc
Số: 8/KH-UBND Thạnh Lộc, ngày 01 tháng 10 năm 2024
KẾ HOẠCH
Tiêm chủng
"""


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (
            TWO_COLUMNS,
            "Ủy ban nhân dân xã Thạnh Lộc",
        ),
        (
            "ỦY BAN NHÂN DÂN\nPHƯỜNG ĐÔNG ĐA\nSố: 6/KH-UBND\nKẾ HOẠCH\nTiêm chủng",
            "Ủy ban nhân dân phường Đông Đa",
        ),
        (
            "Thị xã Duyên Hải, ngày 30 tháng 8 năm 2023\n\nKẾ HOẠCH\n\nTiêm chủng",
            "Ủy ban nhân dân thị xã Duyên Hải",
        ),
        (
            "An Hòa, ngày 30 tháng 8 năm 2023\n\nKẾ HOẠCH\n\nTiêm chủng trên địa bàn xã An Hòa",
            "Ủy ban nhân dân xã An Hòa",
        ),
        (
            "KẾ HOẠCH\n\nTiêm chủng\n\nĐể hoàn thành chỉ tiêu, Chủ tịch UBND xã ban hành Kế hoạch.",
            "Ủy ban nhân dân xã",
        ),
        ("KẾ HOẠCH\n\nTiêm chủng", ""),
    ],
)
def test_the_issuer_is_named_in_full(text, issuer):
    assert head(text).issuer == issuer


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "KẾ HOẠCH\nCấp căn cước cho trẻ em\ntrên địa bàn\n(từ ngày 05/9/2024 đến 20/12/2024)\n",
            "Cấp căn cước cho trẻ em trên địa bàn",
        ),
        ("# KẾ HOẠCH\n## Phát triển BHYT\n\nCăn cứ Luật", "Phát triển BHYT"),
        ("KẾ HOẠCH TRIỂN KHAI TIÊM CHỦNG\n\nCăn cứ Luật", "TRIỂN KHAI TIÊM CHỦNG"),
        ("KẾ HOẠCH\nVỀ VIỆC TIÊM CHỦNG\nNĂM 2026\nCăn cứ Luật", "VỀ VIỆC TIÊM CHỦNG NĂM 2026"),
        ("KẾ HOẠCH\nTiêm chủng năm 2026\nCăn cứ Luật Dược;", "Tiêm chủng năm 2026"),
        ("Một văn bản khác, không có tên.", ""),
    ],
)
def test_the_title_ends_before_the_first_paragraph(text, title):
    assert head(text).title == title


def test_a_long_title_is_cut_at_a_comma_or_a_word():
    words = "tuyên truyền, vận động người dân đăng ký và kích hoạt tài khoản, " * 3
    assert short_title_of(words) == (
        "tuyên truyền, vận động người dân đăng ký và kích hoạt tài khoản, tuyên truyền…"
    )


# --- The window --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "II. THỜI GIAN\n1. Thời gian: từ ngày 26/5/2026 đến hết ngày 30/6/2026.",
            Window(
                date(2026, 5, 26),
                date(2026, 6, 30),
                "từ ngày 26/5/2026 đến hết ngày 30/6/2026.",
                "through",
            ),
        ),
        (
            "II. CHỈ TIÊU\nTrong 60 ngày (kể từ ngày 18/4/2025 đến hết ngày 18/6) hoàn thành.",
            Window(
                date(2025, 4, 18),
                date(2025, 6, 18),
                "từ ngày 18/4/2025 đến hết ngày 18/6",
                "through",
            ),
        ),
        (
            "II. THỜI GIAN\n1. Thời gian: từ 15/11 đến 20/01/2026.",
            Window(date(2025, 11, 15), date(2026, 1, 20), "từ 15/11 đến 20/01/2026.", "through"),
        ),
        (
            "I. MỤC TIÊU\n1. Cấp 100% trước ngày 30/12/2026.\n2. Báo cáo trước ngày 31/12/2026.",
            Window(None, date(2026, 12, 30), "Cấp 100% trước ngày 30/12/2026.", "before"),
        ),
        ("I. MỤC TIÊU\n1. Cấp 100% cho công dân.", Window()),
    ],
)
def test_the_window_is_the_plans_own_wording_or_its_last_deadline(text, expected):
    assert window(text) == expected


def test_the_time_of_a_part_or_of_a_task_is_not_the_plans():
    text = (
        "III. THỜI GIAN\n1. Thời gian: từ ngày 01/11/2026 đến hết ngày 30/11/2026, chia thành các đợt:\n"
        "- Đợt 1: từ ngày 01/11/2026 đến ngày 10/11/2026.\n"
        "IV. NHIỆM VỤ\n1. Thanh toán\n- Tập huấn.\n- Chủ trì: Phòng Kinh tế.\n- Thời gian: từ 01/3/2026 đến 30/12/2026."
    )
    assert window(text).ends_on == date(2026, 11, 30)


# --- Citations ---------------------------------------------------------------------------------------


def test_the_superiors_plan_is_the_parent_and_all_else_is_a_basis():
    read = cited(
        "Căn cứ Luật Căn cước ngày 27/11/2023; Nghị định số 69/2024/NĐ-CP ngày 25/6/2024 của Chính phủ quy định về định danh;\n\n"
        "Thực hiện Kế hoạch số 15/KH-UBND ngày 17/8/2024 về phong trào học tập; Kế hoạch số 112/KH-UBND ngày 08/7/2024 của UBND "
        "tỉnh Đắk Lắk về cấp căn cước, UBND xã ban hành Kế hoạch như sau:"
    )
    assert read.parents == (
        ParentFacts(
            number="112/KH-UBND",
            issuer="UBND tỉnh Đắk Lắk",
            text="Kế hoạch số 112/KH-UBND ngày 08/7/2024 của UBND tỉnh Đắk Lắk về cấp căn cước",
            issued_on=date(2024, 7, 8),
        ),
    )
    assert read.bases == (
        BasisFacts("Luật Căn cước ngày 27/11/2023", issued_on=date(2023, 11, 27)),
        BasisFacts(
            "Nghị định số 69/2024/NĐ-CP ngày 25/6/2024 của Chính phủ quy định về định danh",
            "69/2024/NĐ-CP",
            date(2024, 6, 25),
            "Chính phủ",
        ),
        BasisFacts(
            "Kế hoạch số 15/KH-UBND ngày 17/8/2024 về phong trào học tập",
            "15/KH-UBND",
            date(2024, 8, 17),
        ),
    )


@pytest.mark.parametrize(
    ("day", "finding"),
    [
        ("15/11/2024", "Ngày in là 15/11/2024, sau ngày ban hành kế hoạch (04/9/2024)"),
        ("15/11/2021", "Năm in là 2021, trước kế hoạch năm 2024; có thể in nhầm"),
    ],
)
def test_a_parent_of_another_time_is_doubted(day, finding):
    (parent,) = cited(
        f"Thực hiện Kế hoạch số 5/KH-UBND ngày {day} của UBND tỉnh A về cấp căn cước, UBND xã"
    ).parents
    assert (parent.issued_on, parent.finding) == (None, finding)
    assert f"{parent.printed_issued_on:%d/%m/%Y}" == day


def test_a_parent_for_several_years_may_be_older():
    (parent,) = cited(
        "Thực hiện Kế hoạch số 5/KH-UBND ngày 15/11/2021 của UBND tỉnh A về cấp căn cước giai đoạn 2021-2025, UBND xã lập"
    ).parents
    assert (parent.issued_on, parent.finding) == (date(2021, 11, 15), "")


def test_in_force_from_is_no_date_of_issue():
    (basis,) = cited("Thực hiện Luật Căn cước năm 2023 (có hiệu lực từ ngày 01/7/2024);").bases
    assert basis.issued_on is None


# --- The closing -------------------------------------------------------------------------------------


def closing(text: str):
    return closing_of(blocks_of(f"KẾ HOẠCH\n\nCấp thẻ\n\nI. HẾT\n\nMột câu./.\n\n{text}"))


def test_recipients_have_their_roles():
    read = closing(
        "**Nơi nhận:**\n- Công an tỉnh (b/c);\n- Các thành viên tổ ĐA06\ncấp xã (T/hiện);\n- CT, các PCT;\n- Lưu: VT, NC."
    )
    assert read.recipients == (
        RecipientFacts("Công an tỉnh", "report"),
        RecipientFacts("Các thành viên tổ ĐA06 cấp xã", "execute"),
        RecipientFacts("CT, các PCT"),
        RecipientFacts("Lưu: VT, NC", "file"),
    )


def test_a_mark_behind_the_semicolon_is_of_the_lines_around_it():
    read = closing(
        "Nơi nhận:\n- Phòng QLHC; (để b/cáo)\n- Công an xã;\n- BCHQS xã; (để t/hiện);\n- Các thôn;\n- Lưu: VT."
    )
    assert [one.role for one in read.recipients] == [
        "report",
        "execute",
        "execute",
        "execute",
        "file",
    ]


@pytest.mark.parametrize(
    ("lines", "signer"),
    [
        ("CHỦ TỊCH\n\nY Bhiăr Niê", SignerFacts("Y Bhiăr Niê", "CHỦ TỊCH")),
        (
            "**TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH**\n\n(Đã ký)\n\nLê Thị Hà\n\nLink tham gia",
            SignerFacts("Lê Thị Hà", "PHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH"),
        ),
        (
            "TM. TỔ CÔNG TÁC\nTỔ TRƯỞNG\n\nChủ tịch UBND xã\nTrần An",
            SignerFacts("Trần An", "Chủ tịch UBND xã", "TM. TỔ CÔNG TÁC TỔ TRƯỞNG"),
        ),
        (
            "TRƯỞNG CÔNG AN XÃ\n\nThượng tá Trần Văn An",
            SignerFacts("Trần Văn An", "TRƯỞNG CÔNG AN XÃ"),
        ),
        ("", SignerFacts("", "")),
    ],
)
def test_the_last_line_before_the_name_is_the_title(lines, signer):
    assert closing(f"Nơi nhận:\n- Lưu: VT.\n\n{lines}").signer == signer


def test_a_signature_run_into_the_recipients_is_taken_apart():
    read = closing(
        "Nơi nhận: TM. ỦY BAN NHÂN DÂN\n- UBND tỉnh (b/c); CHỦ TỊCH\n- Lưu: VT.\n\nLê Văn An\n\nPHỤ LỤC\nTrần Văn Bình"
    )
    assert [one.name for one in read.recipients] == ["UBND tỉnh", "Lưu: VT"]
    assert read.signer == SignerFacts("Lê Văn An", "CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN")


def test_without_a_list_there_is_nobody():
    assert closing("Một câu khác.").recipients == ()
