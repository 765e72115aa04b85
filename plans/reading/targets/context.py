"""What a goal's sentence leaves to its surroundings: the thing counted and the group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from plans.reading.deadlines import Years
from plans.reading.targets.counting import NEW, PERSUADED, newly
from plans.reading.targets.outline import Outline
from plans.reading.targets.statements import Statement, statements_of
from plans.reading.targets.timing import Timing
from plans.reading.terms import Mention, Terms

_GROUP_HEAD = re.compile(
    r"(?:(?:uu tien )?(?:nhom )?doi tuong|nhom|uu tien)(?: uu tien)? (?P<rank>\d+)\s?:\s?"
)
_ABOUT_HEAD = re.compile(r"(?:\d+[.)]?\s)?(?:doi voi|rieng doi voi|nhom|cho)\b[^.;]{0,120}?:")
_TEAM_OF_DOSSIERS = re.compile(r"\bho so\b")
_LIST = 2
_NEAR = 8  # sentences or figures back to what one may refer to
_MEMBERS = re.compile(r"\s(?:so\s|cac\s)?thanh vien\b")
_RATE_OF_TAKING_PART = re.compile(r"\b(?:ty le|ti le)\s(?:nguoi\s)?tham gia\b")
_POINTS_TO = re.compile(
    r"\s?chi tieu (?:(?:tai|o|thu|so|muc|diem|khoan)\s)*\(?(?P<number>\d{1,2}|[a-z])\)?(?!\w)"
)
_BARE_PEOPLE = re.compile(r"(?:nguoi|tre|chau|em|doi tuong|truong hop)")
_NOTHING_MORE = re.compile(r"\s?(?:$|[.,;)])")
_MEANT = re.compile(r"\b(?:cho|doi voi)\s(?:cac\s)?$")
_FIRST_WORDS = 160  # letters of a heading or a bullet that say what it is about


@dataclass(frozen=True)
class Surroundings:
    """The plan as a whole, for what a sentence does not say itself."""

    outline: Outline
    terms: Terms
    years: Years

    @cached_property
    def _levels(self) -> dict[str, str]:
        """The level that each flow of people won anew raises."""
        flows = ((newly(code, self.terms), code) for code in self.terms.indicators)
        return {flow: level for flow, level in flows if flow != level}

    @cached_property
    def timing(self) -> Timing:
        return Timing(self.outline, self.terms, self.years)

    def statements(self) -> list[Statement]:
        """Every goal of the body, completed from around it, in the text's order."""
        found: list[Statement] = []
        steps = {at for members, _ in self.timing.step_lines for at in members}
        for at in self.outline.body:
            if not self.timing.is_timing(at) and at not in steps:
                found.extend(self._of_block(at, found[-1:]))
        found = list(self._with_pointed(found))
        found = self._of_groups(self.timing.dated_by_others(found))
        return self.timing.with_loose_steps(found)

    def _of_block(self, at: int, last: Sequence[Statement]) -> list[Statement]:
        """The block's goals; one that goes on from "...;" above is completed from the goal there."""
        is_rest = self.outline.plain[at - 1].endswith((";", ",")) and (
            self.outline.blocks[at].text[:1].islower() and not self.outline.blocks[at].number
        )
        above = [s for s in last if s.block == at - 1 and is_rest]
        stated = list(statements_of(self.outline, at, self.terms, self.years))
        done: list[Statement] = []
        for n, statement in enumerate(stated):
            done.extend(
                self._completed(statement, [*above, *done][-_NEAR:], stated[n + 1 : n + 1 + _NEAR])
            )
        return done

    def _completed(
        self, statement: Statement, before: Sequence[Statement], after: Sequence[Statement]
    ) -> Iterator[Statement]:
        done = self._with_cohort(self.timing.dated(statement), before)
        if statement.indicator is None and statement.continues and before:
            is_count = statement.goal.kind == "count"
            yield replace(
                done,
                indicator=self._continued(statement, before[-1].indicator),
                cohort=done.cohort or (before[-1].cohort if is_count else None),
            )
            return
        if statement.indicator is not None or not statement.needs_what:
            yield replace(done, indicator=self._of_campaign(statement, before))
            return
        beside = [
            s.indicator for s in (*before, *after) if s.indicator and s.start == statement.start
        ]
        codes = beside[:1] or [code for code in self._indicators_around(done, before) if code]
        if not codes:
            yield done
        for code in codes:
            yield replace(done, indicator=code)

    def _with_pointed(self, found: Sequence[Statement]) -> Iterator[Statement]:
        """The goals, those that point to the target of a number as being of its thing and group."""
        numbered: dict[str, Statement] = {}
        for statement in found:
            yield self._pointed(statement, numbered)
            number = self.outline.blocks[statement.block].number.strip("(.)")
            known = numbered.get(number)
            if statement.indicator and (known is None or known.block != statement.block):
                numbered[number] = statement

    def _pointed(self, statement: Statement, numbered: dict[str, Statement]) -> Statement:
        """ "Hoàn thành 100% chỉ tiêu (1)" is about what the target of that number counts."""
        text = self.outline.plain[statement.block]
        match = _POINTS_TO.match(text, statement.goal.end)
        if statement.indicator is not None or not match:
            return statement
        meant = numbered.get(match["number"])
        if meant is None or meant.block == statement.block:
            return statement
        return replace(statement, indicator=meant.indicator, cohort=meant.cohort)

    # --- What ------------------------------------------------------------------------------------

    def _indicators_around(
        self, statement: Statement, before: Sequence[Statement]
    ) -> Iterable[str | None]:
        """Indicators of the sentence before, of the item, of the headings, at last of the title."""
        at = statement.block
        earlier = self._earlier(statement)
        if earlier:
            last = [s.indicator for s in before if s.goal == before[-1].goal] if before else []
            return last if any(last) else earlier
        for text in self._texts_above(at):
            found = [m for m in self._named(text) if self._fits(m, statement)]
            if found:
                return [self._widest(found, text, at)]
        if _TEAM_OF_DOSSIERS.match(statement.goal.noun) and "dossiers" in self.terms.indicators:
            return ["dossiers"]
        return []

    def _continued(self, statement: Statement, code: str | None) -> str | None:
        """ "... 612 người, trong đó phát triển mới 145 người": of those won anew the flow."""
        words = self.outline.plain[statement.block][statement.clause[0] : statement.goal.start]
        return newly(code, self.terms) if code and NEW.search(words) else code

    def _of_campaign(self, statement: Statement, before: Sequence[Statement]) -> str | None:
        """Beside a flow of people won anew "vận động 14 người" is that flow, "tỷ lệ tham gia" the level it raises."""
        counted = (newly(s.indicator, self.terms) for s in before if s.indicator)
        won = [flow for flow in counted if flow in self._levels]
        code, goal = statement.indicator, statement.goal
        if not won:
            return code
        if code == PERSUADED and goal.each != "person":
            return won[-1]
        words = self.outline.plain[statement.block][statement.clause[0] : goal.start]
        is_level = goal.kind == "percent" and _RATE_OF_TAKING_PART.search(words)
        return self._levels[won[-1]] if code is None and is_level else code

    def _earlier(self, statement: Statement) -> list[str]:
        """Indicators named in the block before the figure's sentence, those of the nearest sentence."""
        text = self.outline.plain[statement.block]
        before = [s for s in self.outline.sentences(statement.block) if s[1] <= statement.start]
        for start, end in reversed(before[-_NEAR:]):
            found = self._named(text[start:end])
            if found:
                return self._last_stage([m.code for m in found])
        return []

    def _texts_above(self, at: int) -> Iterator[str]:
        outline = self.outline
        if outline.is_labelled(at):
            content = outline.content(at)
            yield " ; ".join(outline.plain[n] for n in sorted(content))
        lead_in = outline.lead_in(at)
        for n in (
            *outline.parents(at),
            *([lead_in] if lead_in is not None else ()),
            *outline.headings(at),
        ):
            yield outline.plain[n][:_FIRST_WORDS]
        yield outline.title

    def _named(self, text: str) -> list[Mention]:
        return [m for m in self.terms.indicators_in(text) if self.terms.indicators[m.code].entered]

    def _last_stage(self, codes: Sequence[str]) -> list[str]:
        """Of "thu nhận và kích hoạt" the last; of several things the first."""
        unique = list(dict.fromkeys(codes))
        followed = {code for c in unique for code in self.terms.indicators[c].follows}
        last = [code for code in unique if code not in followed]
        return last[:1] or unique[:1]

    def _fits(self, mention: Mention, statement: Statement) -> bool:
        """Dossiers are not counted where persons are, nor the other way round."""
        noun = statement.goal.noun
        unit = self.terms.indicators[mention.code].unit
        return noun != "ho so" or unit == "hồ sơ"

    def _widest(self, found: Sequence[Mention], text: str, at: int) -> str:
        """ "Cấp căn cước" under "Thu nhận hồ sơ cấp căn cước" is counted as the chapter counts it."""
        mention = found[0]
        code = self._last_stage([m.code for m in found])[0]
        words = text[mention.start : mention.end]
        if code != mention.code:
            return code
        for n in self.outline.headings(at):
            head = self.outline.plain[n]
            for wider in self._named(head):
                if (
                    words != head[wider.start : wider.end]
                    and words in head[wider.start : wider.end]
                ):
                    return wider.code
        return mention.code

    # --- For whom --------------------------------------------------------------------------------

    def _with_cohort(self, statement: Statement, before: Sequence[Statement]) -> Statement:
        text = self.outline.plain[statement.block]
        head = _GROUP_HEAD.match(text)
        if head:
            return replace(
                statement, cohort=self._cohort_of_item(statement.block) or statement.cohort
            )
        if statement.cohort:
            return statement
        about = _ABOUT_HEAD.match(text[: statement.goal.start])
        if about:
            found = self.terms.cohorts_in(about[0])
            return replace(statement, cohort=found[0].code if found else None)
        if statement.has_who:
            return self._with_members(statement)
        if statement.needs_what and before and before[-1].cohort:
            return replace(statement, cohort=before[-1].cohort)
        cohort = self._cohort_of_heading(statement) or self._cohort_of_title(statement)
        return replace(statement, cohort=cohort)

    def _with_members(self, statement: Statement) -> Statement:
        """ "100% thành viên" under a heading that names whose members they are."""
        if not _MEMBERS.match(self.outline.plain[statement.block][statement.goal.end :]):
            return statement
        for n in self.outline.headings(statement.block):
            found = self.terms.cohorts_in(self.outline.plain[n])
            if found:
                return replace(statement, cohort=found[0].code)
        return statement

    def _cohort_of_item(self, at: int) -> str | None:
        """The group that a list of groups names with its number, in the item or under it."""
        outline = self.outline
        texts = [outline.plain[at]]
        for n in range(at + 1, len(outline.plain)):
            if outline.blocks[n].level <= outline.blocks[at].level:
                break
            texts.append(outline.plain[n])
        for text in texts:
            found = self.terms.cohorts_in(text)
            if found:
                return found[0].code
        return None

    def _cohort_of_heading(self, statement: Statement) -> str | None:
        for n in (*self.outline.parents(statement.block), *self.outline.headings(statement.block)):
            about = _ABOUT_HEAD.match(self.outline.plain[n] + ":")
            found = self.terms.cohorts_in(about[0]) if about else ()
            if found:
                return found[0].code
        return None

    def _cohort_of_title(self, statement: Statement) -> str | None:
        """ "Mỗi ngày khám tối thiểu 75 người": those for whom the whole plan is made."""
        goal, text = statement.goal, self.outline.plain[statement.block]
        is_bare = _BARE_PEOPLE.fullmatch(goal.noun) and _NOTHING_MORE.match(text, goal.end)
        if not statement.indicator or goal.kind not in ("count", "per_day") or not is_bare:
            return None
        title = self.outline.title
        meant = (m.code for m in self.terms.cohorts_in(title) if _MEANT.search(title[: m.start]))
        return next(meant, None)

    # --- Lists of groups -------------------------------------------------------------------------

    def _of_groups(self, found: list[Statement]) -> list[Statement]:
        """In a numbered list of groups one without a figure shares the others' percent, and all are counted alike."""
        items = [n for n in self.outline.body if _GROUP_HEAD.match(self.outline.plain[n])]
        inside = [s for s in found if s.block in items]
        percents = [s for s in inside if s.goal.kind == "percent"]
        if not percents or len(items) < _LIST:
            return found
        rates = [s.indicator for s in inside if s.goal.kind == "per_day" and s.indicator]
        counted = rates[0] if rates else percents[0].indicator
        alike = [
            replace(s, indicator=counted) if s in percents and s.indicator else s for s in found
        ]
        silent = [at for at in items if not any(s.block == at for s in inside)]
        return [*alike, *(self._shared(percents[0], at, counted) for at in silent)]

    def _shared(self, like: Statement, at: int, indicator: str | None) -> Statement:
        text = self.outline.plain[at]
        return Statement(
            at,
            0,
            len(text),
            replace(like.goal, start=0, end=0),
            "target",
            indicator=indicator,
            cohort=self._cohort_of_item(at),
        )
