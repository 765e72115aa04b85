"""A draft read from a short document, and what its pages are asked and say."""

from datetime import date

from django.urls import reverse

from plans.models import PlanDocument
from plans.rules.facts import FigureFacts, SpellingFacts
from plans.rules.goals import Span
from targets.actions.beginning import begun
from targets.queries.facts import version_facts
from tests.targets.build_drafts import facts, target
from units.sealing import sealed

TEXT = """

KẾ HOẠCH

Đã cấp thẻ căn cước 32.788 NK trên 35.097 NK, đạt tỷ lệ 82,55%. <b>Phần đầu</b> năm nay:

- 100% trẻ em từ 6 đến 14 tuổi có tài khoản trước ngày 30/6/2026.
"""


def span(words):
    start = TEXT.index(words)
    return Span(start, start + len(words))


def read_draft(xa, **over):
    """A draft read from TEXT: a wrong percent, a misread word, one target to decide on."""
    share = FigureFacts(
        "share", "đã cấp thẻ căn cước", "82,55", (32788, 35097), span("32.788 NK trên 35.097")
    )
    given = {
        "targets": (
            target(review="proposed", spans=(span("100% trẻ em từ 6 đến 14 tuổi"),)),
            target("T2", review="proposed", indicator=None, what="có mã số", cohort=None),
        ),
        "figures": (share,),
        "spellings": (SpellingFacts("ocr", "Phần đầu", "phấn đấu", span("Phần đầu")),),
        "number": "12/KH-UBND",
        "issued_on": date(2026, 5, 20),
        "appendix": "Phần đầu",
    }
    document = PlanDocument.objects.create(
        unit=xa.unit,
        name="ke-hoach.txt",
        size=9,
        sha256="a" * 64,
        text=TEXT,
        content=sealed(b"x"),
        by=xa.head,
        at="2026-06-12T08:00+07:00",
    )
    return begun(facts(**{**given, **over}), by=xa.head, act="Tải văn bản", document=document)


def at(name, version, *args):
    return reverse(name, args=[version.plan.code, *args])


def page_of(client, version):
    return client.get(at("draft", version)).context["page"]


def post(client, name, version, *args, **data):
    return client.post(at(name, version, *args), {"revision": version.revision, **data})


def said(response):
    return [str(message) for message in response.wsgi_request._messages]


def reviews(version):
    version.refresh_from_db()
    return {row.code: row.review for row in version_facts(version).targets}
