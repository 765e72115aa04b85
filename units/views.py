"""Logging in and out, and the way to each role's own work."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from units.actions import record
from units.forms import LoginForm, PasswordForm
from units.http import UserRequest
from units.rules import Permission

# The first right that a role has decides where its day begins.
FIRST_PAGES = (
    (Permission.REVIEW_DAYS, "days"),
    (Permission.ENTER_COUNTS, "entry"),
    (Permission.ADMINISTER, "admin:index"),
    (Permission.SEE_PROGRESS, "progress"),
)


class Login(LoginView):
    """The login page; who is logged in already goes on to his work."""

    template_name = "registration/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True


@method_decorator(login_not_required, name="dispatch")
class Logout(LogoutView):
    """GET asks (the browser's script comes here when something was not sent yet), POST logs out.

    The browser's script has removed what it kept of the account. Where it knows (`alone`) that no other
    account's unsent figures are in the same browser, the answer has it drop its whole store as well.
    """

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect("login")
        return render(request, "registration/logout.html")

    def post(  # type: ignore[override]  # Django's stubs and its view differ
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = (
            '"cache", "storage"' if request.POST.get("alone") else '"cache"'
        )
        return response


class Password(PasswordChangeView):
    """A user's own password; his other sessions end with the old one."""

    http_method_names = ["get", "head", "post"]
    template_name = "registration/password.html"
    form_class = PasswordForm
    success_url = reverse_lazy("home")

    def form_valid(self, form: PasswordForm) -> HttpResponse:
        response = super().form_valid(form)
        user = form.user
        record("Đổi mật khẩu", user.username, by=user, unit=user.unit)
        messages.success(self.request, "Đã đổi mật khẩu.")
        return response


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Send each role to its own work of today."""
    for permission, page in FIRST_PAGES:
        if request.user.may(permission):
            return redirect(page)
    raise PermissionDenied("Tài khoản chưa được giao vai trò. Đề nghị liên hệ người quản trị.")


@require_safe
@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name where a page cannot name its own: a photograph, a file."""
    return redirect(static("img/icon.svg"))
