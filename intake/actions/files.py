"""The workbooks themselves: kept encrypted beside their receipts, removed when their time is over."""

from __future__ import annotations

from datetime import date, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from intake.models import Tally, TallyFile
from intake.rules.ledger import Refusal
from plans.models import Plan
from units import clock

KEPT_AFTER_THE_PLAN = timedelta(days=365)
PREVIEW_KEPT = timedelta(days=30)
FILE_IS_GONE = "Tệp gốc không còn được lưu."
_UNREADABLE = "Không mở được tệp gốc đã lưu. Đề nghị báo quản trị hệ thống kiểm tra khóa mã hóa."


class FileSealed(Refusal):
    """The file is there, and the portal has not the key that opens it."""


def _cipher() -> MultiFernet:
    """The first key seals; former ones still open."""
    return MultiFernet([Fernet(key) for key in settings.PORTAL_FILE_KEYS])


def keep_file(*, tally: Tally, data: bytes) -> None:
    """Keep the workbook of a tally; nobody who has the database alone can read it."""
    TallyFile.objects.create(tally=tally, content=_cipher().encrypt(data))


def kept_file(tally: Tally) -> bytes:
    """The workbook as it was sent. Raises Refusal when it was removed, FileSealed without its key."""
    kept = TallyFile.objects.filter(tally=tally).first()
    if kept is None:
        raise Refusal(FILE_IS_GONE)
    try:
        return _cipher().decrypt(bytes(kept.content))
    except InvalidToken as error:
        raise FileSealed(_UNREADABLE) from error


def is_kept(tally: Tally) -> bool:
    """Whether the workbook is still there."""
    return TallyFile.objects.filter(tally=tally).exists()


def forget_file(*, tally: Tally) -> None:
    """Remove the workbook; what was read of it stays."""
    TallyFile.objects.filter(tally=tally).delete()


@transaction.atomic
def remove_expired_files(*, today: date) -> int:
    """Remove files whose plan's life is over and previews that nobody confirmed. Returns how many.

    A plan's life ends when it is evaluated, or a year after its last day. Of a preview nothing was
    stored in the ledger, so it goes as a whole.
    """
    over = Q(tally__plan__state=Plan.State.EVALUATED) | Q(
        tally__plan__ends_on__lt=today - KEPT_AFTER_THE_PLAN
    )
    files, _ = TallyFile.objects.filter(over).delete()
    _, removed = _abandoned().delete()
    return files + removed.get("intake.Tally", 0)


def _abandoned() -> QuerySet[Tally]:
    return Tally.objects.filter(
        state__in=[Tally.State.PREVIEW, Tally.State.REFUSED], at__lt=clock.now() - PREVIEW_KEPT
    )
