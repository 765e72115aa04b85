"""What is said about a count, by its row, its column, its sheet: claims, and how they come together."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from intake.rules.tally.grid import Place
from intake.rules.tally.lexicon import Label
from intake.rules.tally.types import LEAVE_OUT
from intake.rules.tally.wording import Role
from sheets.workbook import Fault


@dataclass(frozen=True)
class Claim:
    """One side of a count as written somewhere: the codes that it may mean (days in ISO form)."""

    options: tuple[str, ...]
    text: str
    place: Place | None = None  # None for what the sheet's or the file's name says
    is_contradiction: bool = False  # two places name different ones; `text` holds both
    fault: Fault | None = None  # the cell holds no name but a formula without a result
    is_open: bool = False  # asked even where the plan wants one of the options only

    @property
    def is_left_out(self) -> bool:
        """Whether the sender said not to take in what stands under the name."""
        return self.options == (LEAVE_OUT,)


Claims = Mapping[Role, Claim]


def claims_of(label: Label, place: Place | None) -> dict[Role, Claim]:
    """The sides that a label names."""
    said: dict[Role, tuple[str, ...]] = {
        Role.UNIT: label.units,
        Role.INDICATOR: label.indicators,
        Role.COHORT: label.cohorts,
        Role.DAY: (label.day.isoformat(),) if label.day else (),
    }
    claims = {role: Claim(options, label.text, place) for role, options in said.items() if options}
    if label.is_open and Role.INDICATOR in claims:
        claims[Role.INDICATOR] = replace(claims[Role.INDICATOR], is_open=True)
    if label.is_bad_day:
        claims[Role.DAY] = Claim((), label.text, place)
    if label.is_strange_age:
        claims[Role.COHORT] = Claim((), label.text, place)
    for role in label.left_out:
        claims[role] = Claim((LEAVE_OUT,), label.text, place)
    return claims


def over(context: Claims, own: Claims) -> dict[Role, Claim]:
    """What rows and columns say stands over what is said around them; words of theirs that may mean
    several indicators ("ĐDĐT mức 2") are settled by a title that names one of these."""
    said, around = own.get(Role.INDICATOR), context.get(Role.INDICATOR)
    joined = {**context, **own}
    if not (said and around and len(said.options) > 1 and len(around.options) == 1):
        return joined
    if around.options[0] in said.options:
        joined[Role.INDICATOR] = replace(said, options=around.options, is_open=False)
    return joined


def together(one: Claims, other: Claims) -> dict[Role, Claim]:
    """Both say: where they name the same side only what fits both is left; `other` is shown as the source."""
    joined = {**one, **other}
    for role in one.keys() & other.keys():
        left_out = next((claim for claim in (other[role], one[role]) if claim.is_left_out), None)
        if left_out:
            joined[role] = left_out
            continue
        options = tuple(o for o in other[role].options if o in one[role].options)
        texts = (one[role].text, other[role].text)
        differ = not options and texts[0] != texts[1]
        text = " / ".join(texts) if differ else texts[1]
        is_open = one[role].is_open and other[role].is_open
        joined[role] = replace(
            other[role], options=options, text=text, is_contradiction=differ, is_open=is_open
        )
    return joined
