"""The entry page's bar of what this browser keeps: its queue, its network, the age of its figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import template

from units import clock
from units.http import owner_of

register = template.Library()

PATIENCE = 8000  # milliseconds of "Đang lưu", before the press is left to the queue


@register.inclusion_tag("intake/offline/bar.html", takes_context=True)
def offline_bar(context: dict[str, Any], day: date | None = None) -> dict[str, Any]:
    """The bar of a page about `day`; the scripts read from it whose the page is and which days to keep."""
    today = clock.today()
    return {
        "owner": owner_of(context["user"]),
        "here": context["request"].get_full_path(),
        "day": day,
        "days": [today, today - timedelta(days=1)],
        "patience": PATIENCE,
    }
