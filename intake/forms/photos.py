"""Reading a photograph as it was sent."""

from __future__ import annotations

from django import forms

from intake.forms.days import ActDayForm
from intake.rules.images import NOTHING

NO_PHOTO = "Chưa chọn ảnh. Đề nghị chụp hoặc chọn một ảnh."
_BAD_PLACE = "Trang gửi lên thiếu đơn vị hoặc khóa thao tác. Chưa lưu gì; đề nghị tải lại trang."
_BAD = dict.fromkeys(("required", "invalid", "min_value", "max_value"), _BAD_PLACE)
_LARGEST_ID = 2**63 - 1


class PhotoForm(ActDayForm):
    """What the photograph shows and the file itself; what the file is, its content tells later."""

    unit = forms.IntegerField(min_value=1, max_value=_LARGEST_ID, error_messages=_BAD)
    indicator = forms.IntegerField(
        min_value=1, max_value=_LARGEST_ID, required=False, error_messages=_BAD
    )
    key = forms.UUIDField(error_messages=_BAD)
    photo = forms.FileField(
        error_messages={"required": NO_PHOTO, "invalid": NO_PHOTO, "empty": NOTHING}
    )

    @property
    def fault(self) -> str:
        """The first thing that is wrong with what was sent."""
        return str(next(iter(self.errors.values()))[0])
