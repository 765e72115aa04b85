"""How clerks write what the plan names: each wording means one thing to a careful reader."""

INDICATORS = {
    "card_intake": (
        "Thu nhận hồ sơ cấp căn cước",
        "Thu nhận hồ sơ căn cước",
        "Thu nhận hồ sơ CCCD",
        "Hồ sơ căn cước",
        "Làm căn cước",
        "Thu nhận căn cước",
        "Thu nhận CCCD",
        "Thu nhận HS cấp CC",
        "Số hồ sơ cấp căn cước thu nhận",
        "Thu nhận hồ sơ làm thẻ căn cước",
    ),
    "eid_intake": (
        "Thu nhận hồ sơ tài khoản ĐDĐT mức 2",
        "Thu nhận ĐDĐT",
        "Thu nhận hồ sơ định danh mức 2",
        "Thu nhận định danh",
        "Thu nhận hồ sơ định danh điện tử mức độ 2",
        "Thu nhận hồ sơ ĐDĐT mức độ 02",
        "Thu nhận HS TK ĐDĐT mức 2",
    ),
    "eid_activated": (
        "Kích hoạt tài khoản ĐDĐT mức 2",
        "Kích hoạt ĐDĐT",
        "Kích hoạt VNeID mức 2",
        "Đã kích hoạt",
        "Kích hoạt định danh mức 2",
        "Kích hoạt TK ĐDĐT mức 2",
        "Kích hoạt tài khoản định danh điện tử mức 2",
        "Số tài khoản ĐDĐT mức 2 đã kích hoạt",
    ),
    "broadcasts": ("Phát thanh tuyên truyền", "Loa truyền thanh"),
}
COHORTS = {
    "age_6_13": (
        "6-14 tuổi",
        "Từ đủ 6 đến dưới 14 tuổi",
        "Từ 6 đến dưới 14 tuổi",
        "Từ 06 - dưới 14 tuổi",
        "Trẻ em 6-14",
        "6 – 14 tuổi",
        "Từ đủ 06 tuổi đến dưới 14 tuổi",
        "6-13 tuổi",
    ),
    "age_14_up": (
        "Từ đủ 14 tuổi trở lên",
        "Từ 14 tuổi trở lên",
        "≥14 tuổi",
        "14+",
        "Từ đủ 14 tuổi",
        "14 tuổi trở lên",
        "Công dân từ đủ 14 tuổi trở lên",
    ),
    "all": ("Toàn bộ nhân khẩu",),
}
HEADINGS = {
    "unit": (
        "Đơn vị",
        "Thôn",
        "Tên thôn",
        "TÊN ĐƠN VỊ",
        "Địa bàn",
        "Thôn, ấp",
        "Khu vực (thôn)",
        "Tên thôn/ấp",
    ),
    "indicator": (
        "Nội dung",
        "Chỉ tiêu",
        "Loại số liệu",
        "NỘI DUNG CÔNG VIỆC",
        "Hạng mục",
        "Nhiệm vụ",
        "Tên chỉ tiêu",
    ),
    "cohort": ("Lứa tuổi", "Độ tuổi", "Nhóm tuổi", "Đối tượng", "ĐỘ TUỔI"),
    "field": ("Nội dung", "Chỉ tiêu", "Nội dung thực hiện", "NỘI DUNG"),
    "day": ("Ngày", "Ngày báo cáo", "Ngày, tháng", "Thời gian", "NGÀY THÁNG", "Ngày thực hiện"),
    "value": (
        "Số lượng",
        "Kết quả",
        "Số liệu",
        "SL",
        "Kết quả thực hiện",
        "Thực hiện",
        "Kết quả trong ngày",
    ),
    "stt": ("STT", "TT", "Số TT", "Stt"),
    "note": ("Ghi chú", "GHI CHÚ", "Lý do", "Nhận xét", "Người nhập", "Cán bộ phụ trách"),
}
BANNERS = {
    "unit": ("Các thôn", "Đơn vị", "THÔN"),
    "day": ("Ngày", "Các ngày trong tuần", "Ngày trong tuần"),
    "indicator": ("Kết quả thực hiện", "Kết quả trong ngày", "Nội dung"),
    "cohort": ("Kết quả thực hiện", "Độ tuổi", "Chia theo độ tuổi"),
    "field": ("Kết quả thực hiện", "Kết quả", "Nội dung thực hiện"),
}
ASIDE = (  # columns of figures that are not the day's count
    "Lũy kế",
    "Luỹ kế từ đầu chiến dịch",
    "Tỷ lệ %",
    "Tỷ lệ đạt (%)",
    "Chỉ tiêu giao",
    "Còn lại",
    "Tổng nhân khẩu",
    "Số còn phải thực hiện",
)
TOTALS = (
    "TỔNG CỘNG",
    "Tổng cộng",
    "Tổng số",
    "Cộng",
    "TỔNG",
    "Toàn xã",
    "CỘNG:",
    "Tổng cộng toàn xã",
)
SUM_COLUMNS = ("Cộng", "Tổng", "Tổng cộng", "TC", "Tổng số")
OTHER_ROWS = (
    "Lũy kế từ đầu chiến dịch",
    "Luỹ kế đến hết ngày hôm trước",
    "Tỷ lệ (%)",
    "Chỉ tiêu giao",
    "Còn lại",
    "Tỷ lệ so với chỉ tiêu giao",
)
LETTERHEADS = (
    "ỦY BAN NHÂN DÂN XÃ PHÚ RIỀNG",
    "TỔ CÔNG TÁC ĐỀ ÁN 06",
    "CÔNG AN XÃ PHÚ RIỀNG",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Phú Riềng, ngày 15 tháng 6 năm 2026",
    "(Kèm theo Kế hoạch số 125/KH-UBND ngày 20/5/2026 của UBND xã)",
    "Kính gửi: Công an xã Phú Riềng",
    "Đơn vị tính: hồ sơ",
)
TITLES = (
    "BÁO CÁO KẾT QUẢ",
    "BIỂU TỔNG HỢP KẾT QUẢ THỰC HIỆN",
    "BẢNG THEO DÕI",
    "Kết quả chiến dịch cao điểm",
)
FOOTERS = (
    ("Người lập biểu", "TRƯỞNG CÔNG AN XÃ"),
    ("(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"),
    ("Nguyễn Văn Hòa", "Trần Thị Bình"),
    ("Ghi chú: số liệu chốt lúc 17h hằng ngày.", None),
    ("Nơi nhận:", "TM. TỔ CÔNG TÁC"),
    ("- Công an xã;", None),
    ("- Lưu: VT.", None),
)
NOTES = ("đủ", "2 cháu đi vắng", "máy hỏng buổi sáng", "hẹn tuần sau", "đã kiểm tra 3 hộ")
STRANGE = {
    "unit": "Thôn Phú Mỹ Hưng",
    "indicator": "Số ca lạ",
    "cohort": "Học sinh giỏi",
    "field": "Số ca lạ",
    "day": "32/13/2026",
}
NUMBER_WORDS = (
    "Một", "Hai", "Ba", "Bốn", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười một", "Mười hai", "Mười ba", "Mười bốn",
)  # fmt: skip
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV")
