"""What every page shares: a request with an account, the guard of a right, the header's facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import register_converter, reverse
from django_htmx.middleware import HtmxDetails

from units import clock
from units.models import Unit, User
from units.rules import Permission, lineage

P = ParamSpec("P")
JSON = "application/json"
NO_RIGHT = "Tài khoản không có quyền mở trang này."
OWNER_HEADER = "X-Portal-Owner"


class UserRequest(HttpRequest):
    """A request behind the login: its user is always an account."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[UserRequest, P], HttpResponse]


def needs(permission: Permission) -> Callable[[View[P]], View[P]]:
    """Open the page only to roles with this right; a colleague without it gets 403."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: UserRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.may(permission):
                return _forbidden(request)
            return view(request, *args, **kwargs)

        return guarded

    return guard


def _forbidden(request: HttpRequest) -> HttpResponse:
    """Said to a person by the page of its own; a program gets the same words."""
    if prefers_json(request):
        body = {"state": "refused", "reason": NO_RIGHT}
        return JsonResponse(body, status=HTTPStatus.FORBIDDEN)
    raise PermissionDenied(NO_RIGHT)


def prefers_json(request: HttpRequest) -> bool:
    """Whether the sender is a program (or a page's own script) that would rather read JSON."""
    return request.get_preferred_type(["text/html", JSON]) == JSON


class LoginMiddleware(LoginRequiredMiddleware):
    """Everything is behind the login; a program is told so in JSON instead of being sent to a page."""

    def handle_no_permission(  # type: ignore[override]  # Django's stubs allow a redirect alone
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if prefers_json(request):
            return JsonResponse({"state": "login"}, status=HTTPStatus.UNAUTHORIZED)
        return super().handle_no_permission(request, view_func)


class DayConverter:
    """A business day in an address, as 2026-06-12; written `<day:name>` in url patterns."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")


def readable_405(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: a page where Django answers a wrong method with nothing at all.

    People get there: after an expired session the login sends them back to an address that only takes a form.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            allowed = response["Allow"]
            response = render(request, "405.html", status=HTTPStatus.METHOD_NOT_ALLOWED)
            response["Allow"] = allowed
        return response

    return respond


@dataclass(frozen=True)
class Section:
    """One entry of the header's menu."""

    label: str
    url_name: str
    permission: Permission


SECTIONS = (
    Section("Số liệu ngày", "entry", Permission.ENTER_COUNTS),
    Section("Biểu tổng hợp", "tallies", Permission.SEND_TALLIES),
    Section("Duyệt ngày", "days", Permission.REVIEW_DAYS),
    Section("Tiến độ", "progress", Permission.SEE_PROGRESS),
    Section("Báo cáo tuần", "reports", Permission.MAKE_REPORTS),
    Section("Kế hoạch", "plans", Permission.SEE_PROGRESS),
    Section("Việc đến hạn", "duties", Permission.SEE_PROGRESS),
    Section("Giám trừ", "deductions", Permission.SEE_PROGRESS),
    Section("Quản trị", "admin:index", Permission.ADMINISTER),
)


@dataclass(frozen=True)
class MenuEntry:
    """A section as the account sees it on this page."""

    label: str
    address: str
    is_current: bool


def _menu(request: HttpRequest, account: User | None) -> list[MenuEntry]:
    sections = [(s, reverse(s.url_name)) for s in SECTIONS if account and account.may(s.permission)]
    return [
        MenuEntry(section.label, address, request.path.startswith(address))
        for section, address in sections
    ]


def portal_context(request: HttpRequest) -> dict[str, Any]:
    """For every template: the business date, whether this is a demonstration, the user's menu."""
    user = getattr(request, "user", None)
    account = user if isinstance(user, User) else None
    return {
        "today": clock.today(),
        "owner": owner_of(account),
        "is_demonstration": bool(settings.PORTAL_TODAY) or _is_illustrative(account),
        "menu": _menu(request, account),
    }


def _is_illustrative(account: User | None) -> bool:
    """Whether a plan that binds the account's unit holds made-up figures."""
    if account is None or account.unit is None:
        return False
    bound = Unit.objects.filter(path__in=lineage(account.unit.path))
    return bound.filter(plans__is_illustrative=True).exists()


def owner_of(user: Any) -> str:
    """An account's name towards a browser's own store: opaque, lasting, another in another database; "" for nobody."""
    if user is None or not user.is_authenticated:
        return ""
    return hashlib.sha256(f"{user.pk} {user.date_joined.isoformat()}".encode()).hexdigest()[:16]


def name_owner(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: each page says whose it is, so that a browser drops the pages kept for another account."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response[OWNER_HEADER] = owner_of(getattr(request, "user", None))
        return response

    return respond
