"""What the browser needs to work without a network: its worker, its queue's page, whose session it is."""

from __future__ import annotations

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import conditional_page, require_safe

from units import clock
from units.http import UserRequest, needs, owner_of
from units.rules import Permission

PATIENCE = 3000  # milliseconds for the network before the kept page is shown

# What the entry page and the queue load; a test follows their scripts' imports and compares.
FILES = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/portal.css",
    "css/entry.css",
    "css/photos.css",
    "img/icon.svg",
    "js/doubts.js",
    "js/entry.js",
    "js/entry/asks.js",
    "js/entry/cells.js",
    "js/entry/figures.js",
    "js/entry/keys.js",
    "js/entry/paste.js",
    "js/entry/sending.js",
    "js/entry/undo.js",
    "js/logout.js",
    "js/photos.js",
    "js/queue.js",
    "js/offline/able.js",
    "js/offline/bar.js",
    "js/offline/file.js",
    "js/offline/key.js",
    "js/offline/overlay.js",
    "js/offline/pace.js",
    "js/offline/save.js",
    "js/offline/send.js",
    "js/offline/start.js",
    "js/offline/store.js",
    "js/offline/wipe.js",
    "js/offline/words.js",
    "vendor/idb/idb.min.js",
)


@login_not_required
@conditional_page  # every visit asks whether it has changed
@cache_control(no_cache=True)
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker; at the root, since it may answer only for addresses below its own."""
    files = [static(name) for name in FILES]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    context = {"files": FILES, "version": version, "patience": PATIENCE}
    return render(request, "sw.js", context, content_type="text/javascript; charset=utf-8")


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """How the portal is put on a phone's home screen: it opens on the day's entry."""
    sizes = (("img/icon-192.png", "192x192"), ("img/icon-512.png", "512x512"))
    icons = [{"src": static(name), "sizes": size, "type": "image/png"} for name, size in sizes]
    icons.append({"src": static("img/icon.svg"), "sizes": "any", "type": "image/svg+xml"})
    described = {
        "name": "Cổng chiến dịch",
        "short_name": "Chiến dịch",
        "lang": "vi",
        "id": reverse("entry"),
        "start_url": reverse("entry"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f6f3",
        "theme_color": "#0f5f3c",
        "icons": icons,
    }
    return JsonResponse(described, content_type="application/manifest+json")


@login_not_required
@never_cache
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Whose session this is, with a fresh CSRF token: asked before a queue is sent. `user` is null for nobody."""
    owner = owner_of(request.user)
    return JsonResponse(
        {
            "user": owner or None,
            "name": str(request.user) if owner else "",
            "csrf": get_token(request),
            "today": clock.today().isoformat(),
        }
    )


@never_cache
@require_safe
@needs(Permission.ENTER_COUNTS)
def queue(request: UserRequest) -> HttpResponse:
    """The page of the browser's own queue; the server knows nothing of what stands in it."""
    return render(request, "intake/queue.html")
