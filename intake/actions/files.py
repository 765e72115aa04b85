"""Files that were sent in: kept encrypted, removed when their time is over."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from intake.models import Photo, Tally, TallyFile
from intake.rules.ledger import Refusal
from plans.models import Plan
from units import clock, sealing

KEPT_AFTER_THE_PLAN = timedelta(days=365)
PREVIEW_KEPT = timedelta(days=30)
FILE_IS_GONE = "Tệp gốc không còn được lưu."
_UNREADABLE = "Không mở được tệp gốc đã lưu. Đề nghị báo quản trị hệ thống kiểm tra khóa mã hóa."


class FileSealed(Refusal):
    """The file is there, and the portal has not the key that opens it."""


def opened(content: bytes) -> bytes:
    """The file as it was before it was sealed. Raises FileSealed without its key."""
    try:
        return sealing.opened(content)
    except sealing.NoKeyError as error:
        raise FileSealed(_UNREADABLE) from error


def keep_file(*, tally: Tally, data: bytes) -> None:
    """Keep the workbook of a tally, sealed."""
    TallyFile.objects.create(tally=tally, content=sealing.sealed(data))


def kept_file(tally: Tally) -> bytes:
    """The workbook as it was sent. Raises Refusal when it was removed, FileSealed without its key."""
    kept = TallyFile.objects.filter(tally=tally).first()
    if kept is None:
        raise Refusal(FILE_IS_GONE)
    return opened(kept.content)


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
    stored in the ledger, so it goes as a whole; a photograph's row stays, without its content.
    """
    files, _ = TallyFile.objects.filter(tally__plan__in=_plans_over(today)).delete()
    _, removed = _abandoned().delete()
    photos = _photos_over(today).update(content=b"", removed_at=clock.now())
    return files + removed.get("intake.Tally", 0) + photos


def _plans_over(today: date) -> QuerySet[Plan]:
    too_long_ago = Q(ends_on__lt=today - KEPT_AFTER_THE_PLAN)
    return Plan.objects.filter(Q(state=Plan.State.EVALUATED) | too_long_ago)


def _photos_over(today: date) -> QuerySet[Photo]:
    """Photographs of days that only plans whose life is over asked for; of no plan's days, after a year."""
    path = ExpressionWrapper(OuterRef("unit__path"), CharField())
    binding = Plan.objects.alias(path=path).filter(
        Q(starts_on__isnull=True) | Q(starts_on__lte=OuterRef("day")),
        Q(ends_on__isnull=True) | Q(ends_on__gte=OuterRef("day")),
        path__startswith=F("unit__path"),
    )
    over = _plans_over(today).values("pk")
    standing = Photo.objects.filter(removed_at__isnull=True)
    is_old = Exists(binding.filter(pk__in=over)) | Q(day__lt=today - KEPT_AFTER_THE_PLAN)
    return standing.filter(is_old).exclude(Exists(binding.exclude(pk__in=over)))


def _abandoned() -> QuerySet[Tally]:
    return Tally.objects.filter(
        state__in=[Tally.State.PREVIEW, Tally.State.REFUSED], at__lt=clock.now() - PREVIEW_KEPT
    )
