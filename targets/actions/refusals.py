"""What a write on a plan answers when it is not done: whole Vietnamese sentences for the user."""

from __future__ import annotations

from plans.models import PlanVersion
from targets.rules.issuing import Obstacle


class PlanRefused(ValueError):  # noqa: N818 -- it names what happened to the write
    """A write on a plan that is not done; the message is a whole sentence for the user."""


class Stale(PlanRefused):
    """Somebody else saved the draft since it was read; `version` is how it stands now."""

    def __init__(self, version: PlanVersion) -> None:
        super().__init__(
            "Dự thảo này vừa được người khác sửa. Nội dung đang nhập chưa được lưu và vẫn còn trên trang; "
            "đề nghị xem lại dự thảo mới rồi lưu lần nữa."
        )
        self.version = version


class NotIssuable(PlanRefused):
    """The draft cannot be issued yet; each obstacle says why and where."""

    def __init__(self, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__(" ".join(obstacle.message for obstacle in obstacles))
        self.obstacles = obstacles
