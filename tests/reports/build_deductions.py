"""A request for a deduction, made by the same road as the page's."""

from datetime import date
from typing import Any

from targets.actions.deductions import Decision, Request, ask_deduction, decide
from targets.models import Deduction, Target
from tests import build
from units.models import User

PDF = b"%PDF-1.7 minh chung"
FROM = date(2026, 6, 1)


def request(target: Target, path: str = "vn/xa/thon-1/", **over: Any) -> Request:
    """Three people of a village who are abroad, with a PDF."""
    plain = {
        "target": target,
        "unit": build.unit(path),
        "reason": Deduction.Reason.ABROAD,
        "people": 3,
        "persons": "",
        "note": "",
        "file_name": "xac-nhan.pdf",
        "evidence": PDF,
    }
    return Request(**{**plain, **over})


def asked(target: Target, path: str = "vn/xa/thon-1/", *, by: User, **over: Any) -> Deduction:
    return ask_deduction(request=request(target, path, **over), by=by)[0]


def accepted(
    target: Target, path: str = "vn/xa/thon-1/", *, by: User, head: User, **over: Any
) -> Deduction:
    counts_from = over.pop("counts_from", FROM)
    deduction = asked(target, path, by=by, **over)
    return decide(deduction=deduction, decision=Decision(True, counts_from), by=head)
