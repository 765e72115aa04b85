"""Every address of the portal; each app lists its own."""

from django.urls import include, path

from units.admin.site import site

urlpatterns = [
    path("", include("units.urls")),
    path("", include("intake.urls")),
    path("", include("targets.urls")),
    path("", include("reports.urls")),
    path("admin/", site.urls),
]
