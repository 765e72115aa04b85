"""The administration pages: open by role, not by Django's own flags."""

from __future__ import annotations

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator

from units.models import User
from units.rules import Permission


class PortalSite(AdminSite):
    """Django's administration for the role administrator; everybody logs in on the portal's page."""

    site_header = "Quản trị"
    site_title = "Quản trị"
    index_title = "Danh mục và tài khoản"
    site_url = "/progress/"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.may(Permission.ADMINISTER)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A colleague without the right gets 403, where Django would ask him to log in again."""
        inner = super().admin_view(view, cacheable)

        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied("Trang này chỉ dành cho người quản trị.")
            return inner(request, *args, **kwargs)

        return update_wrapper(checked, view)

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        after = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(after)


site = PortalSite(name="admin")
