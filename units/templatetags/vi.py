"""Template filters: numbers and dates as Vietnamese papers print them. `{% load vi %}`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import template

from vietnamese.dates import format_date, format_day_month, weekday_name
from vietnamese.numbers import format_count, format_decimal, format_percent

register = template.Library()

DASH = "–"


@register.filter
def count(value: int | None) -> str:
    """35097 as 35.097; nothing for an unknown number, so that a blank never reads as zero."""
    return "" if value is None else format_count(int(value))


@register.filter
def percent(value: Decimal | None) -> str:
    """82.55 as 82,55%; "chưa có mẫu số" where there is nothing to divide by."""
    return format_percent(value)


@register.filter
def decimal(value: Decimal | None) -> str:
    """153.5 as 153,5."""
    return "" if value is None else format_decimal(Decimal(value))


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A date, or the Vietnamese date of a moment, as 30/6/2026."""
    return format_date(value) if value else ""


@register.filter(expects_localtime=True)
def short_day(value: date | None) -> str:
    """A date as 30/6."""
    return format_day_month(value) if value else ""


@register.filter(expects_localtime=True)
def weekday(value: date | None) -> str:
    """Thứ Hai to Chủ nhật."""
    return weekday_name(value) if value else ""


@register.filter
def or_dash(value: Any) -> Any:
    """The value, or a dash where there is none; zero is a value."""
    return DASH if value is None or value == "" else value
