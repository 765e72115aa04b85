"""Reading a plan document: bytes in, a draft with the place of every item out. No network, no database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import PurePath

from plans.reading.baseline import baseline_of
from plans.reading.blocks import Block, blocks_of
from plans.reading.citations import citations_of
from plans.reading.closing import closing_of
from plans.reading.duties import duties_of
from plans.reading.figures import figures_of
from plans.reading.header import head_of
from plans.reading.quotas import printed_quotas_of
from plans.reading.source import open_source
from plans.reading.spelling import spellings_of
from plans.reading.targets import targets_of
from plans.reading.window import window_of, with_year
from plans.rules.facts import PlanFacts
from plans.rules.vocabulary import VocabularyFacts
from sheets.workbook import Refused
from vietnamese.text import fold

__all__ = ["PlanReading", "Refused", "facts_of", "read_plan"]

_CODE_LENGTH = 60


@dataclass(frozen=True)
class PlanReading:
    """What was understood of a document.

    `text` is what the spans of `facts` point into: line ends \\n, NFC, telephone numbers masked sign by
    sign so that nothing moves. `repaired` says in Vietnamese what was put right on the way.
    """

    text: str
    facts: PlanFacts
    repaired: tuple[str, ...] = ()


def read_plan(data: bytes, name: str, vocabulary: VocabularyFacts) -> PlanReading:
    """A plan's draft out of a .docx, a PDF with text, .txt or .md called `name`.

    Raises `Refused` with a Vietnamese reason for a file that is none of these, is unsafe to open or has no
    text. What a text leaves blank is None or empty; no text is too strange to be read.
    """
    source = open_source(data, name)
    facts = facts_of(blocks_of(source.text), _code(name), vocabulary)
    return PlanReading(source.text, facts, source.repaired)


def facts_of(blocks: Sequence[Block], code: str, vocabulary: VocabularyFacts) -> PlanFacts:
    """The draft that a plan's blocks make."""
    blocks = tuple(blocks)
    facts = replace(
        _form(blocks, code),
        printed_quotas=printed_quotas_of(blocks),
        figures=figures_of(blocks),
        spellings=spellings_of(blocks),
    )
    # A target's denominator may have its count from the baseline.
    facts = replace(facts, baseline=baseline_of(blocks, facts, vocabulary))
    targets, other_goals = targets_of(blocks, facts, vocabulary)
    return replace(facts, targets=targets, other_goals=other_goals)


def _form(blocks: tuple[Block, ...], code: str) -> PlanFacts:
    """What the form of a plan says, from its number to who signed it, and what it gives whom to do."""
    head = head_of(blocks)
    window = window_of(blocks, head)
    head = with_year(window, head)
    citations = citations_of(blocks, head)
    closing = closing_of(blocks)
    duties = duties_of(blocks, head, window.ends_on)
    form = PlanFacts(
        code=code,
        issuer=head.issuer,
        title=head.title,
        short_title=head.short_title,
        place=head.place,
        number=head.number,
        number_printed=head.number_printed,
        issued_on=head.issued_on,
        issued_printed=head.issued_printed,
        starts_on=window.starts_on,
        ends_on=window.ends_on,
        dates_source=window.source,
        parents=citations.parents,
        bases=citations.bases,
        signer=closing.signer,
        recipients=closing.recipients,
    )
    # The duties' names are the plan's own.
    return replace(form, **{field.name: getattr(duties, field.name) for field in fields(duties)})


def _code(name: str) -> str:
    """A code out of the file's name: "Kế hoạch 27.docx" gives ke-hoach-27."""
    stem = PurePath(name.replace("\\", "/")).stem
    return re.sub(r"[^a-z0-9]+", "-", fold(stem)).strip("-")[:_CODE_LENGTH].strip("-") or "ke-hoach"
