"""The phone asks what the server asks: the same questions, in the same words, about the same figures."""

import base64
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Browser

from intake.rules.doubts import FLOW, FREQUENCY, STOCK, CellFacts, doubts_of

SCRIPT = Path(__file__).resolve().parent.parent.parent / "static" / "js" / "doubts.js"
ROWS = 3_000
JUDGE = """async ([source, rows]) => {
  const { doubtsOf } = await import(source);
  return rows.map(({ facts, typed, day }) => doubtsOf(facts, typed, day));
}"""
ALL_KINDS = {
    "columns", "copied", "cumulative", "digits", "doubled", "falls", "follows", "must_rise", "people",
    "share", "ten_times",
}  # fmt: skip


def figure(random: Random) -> int:
    return random.choice(
        [0, 1, random.randint(2, 40), random.randint(10, 400), random.randint(0, 90_000)]
    )


def maybe(random: Random, value: Any, chance: float = 0.6) -> Any:
    return value if random.random() < chance else None


def cell(random: Random, row: str, names: list[str], at: int) -> CellFacts:
    typical = random.choice([3, 12, 25, 150])
    least, most = typical // random.randint(2, 4), typical * random.randint(2, 4) // 2
    kind = random.choice([FLOW, FLOW, FLOW, FLOW, STOCK, FREQUENCY])
    total = random.choice([0, typical * random.randint(1, 20), figure(random)])
    return CellFacts(
        row=row,
        label=f"Căn cước {at}–14",
        kind=kind,
        stored=maybe(random, figure(random), 0.2),
        total=total,
        start=maybe(random, random.choice([0, 9, 1_927])),
        previous=maybe(random, random.randint(least, most), 0.9),
        typical=maybe(random, typical, 0.9),
        least=random.choice([0, least]),
        most=random.choice([0, most, most, most]),
        people=maybe(random, total + random.randint(0, 3_000), 0.4),
        level=figure(random) if kind == STOCK else None,
        done=total,
        received=maybe(random, total + random.randint(-5, 60), 0.4),
        received_label="Thu nhận ĐDĐT",
        follows=tuple(random.sample(names, random.randint(0, min(2, at)))) if at else (),
        whole=random.choice(["", "", names[0]]) if at else "",
        must_rise=random.random() < 0.2,
        rises=random.randint(0, 5),
        rise_from=random.choice([0, 2, least]),
    )


def typed_for(random: Random, facts: dict[str, CellFacts]) -> dict[str, int | None]:
    """Figures as people type them: ordinary ones, and every kind of slip."""
    if random.random() < 0.15:
        return {name: fact.previous for name, fact in facts.items()}
    typed: dict[str, int | None] = {}
    for name, fact in facts.items():
        usual = random.randint(fact.least, max(fact.least, fact.most))
        typed[name] = random.choice(
            [
                usual, usual, usual * 10, usual * 11, fact.total, fact.total + usual, 0, fact.stored,
                (fact.start or 0) + fact.total + usual, int(str(usual)[::-1]), figure(random), None,
            ]
        )  # fmt: skip
    names = list(typed)
    if len(names) > 1 and random.random() < 0.2:
        one, other = random.sample(names, 2)
        typed[one], typed[other] = facts[other].typical, facts[one].typical
    return typed


def page_of(
    random: Random, number: int
) -> tuple[dict[str, CellFacts], dict[str, int | None], date]:
    """One or two units' rows on a day of any month."""
    facts: dict[str, CellFacts] = {}
    for unit in range(random.randint(1, 2)):
        names = [f"c-{unit}-{at}-3" for at in range(random.randint(1, 5))]
        facts |= {name: cell(random, str(unit), names, at) for at, name in enumerate(names)}
    return facts, typed_for(random, facts), date(2026, 1, 1) + timedelta(days=number % 400)


def test_the_browser_and_the_server_raise_the_same_doubts(browser: Browser) -> None:
    random = Random(20260612)
    pages = [page_of(random, number) for number in range(ROWS)]
    expected = [
        [
            {
                "name": d.name,
                "kind": d.kind,
                "value": d.value,
                "question": d.question,
                "isHard": d.is_hard,
            }
            for d in doubts_of(*page)
        ]
        for page in pages
    ]
    sent = [
        {
            "facts": {name: fact.as_json() for name, fact in facts.items()},
            "typed": typed,
            "day": day.isoformat(),
        }
        for facts, typed, day in pages
    ]
    source = "data:text/javascript;base64," + base64.b64encode(SCRIPT.read_bytes()).decode()
    tab = browser.new_page()
    try:
        found = tab.evaluate(JUDGE, [source, sent])
    finally:
        tab.close()
    assert found == expected
    assert {doubt["kind"] for row in expected for doubt in row} == ALL_KINDS
    assert sum(map(bool, expected)) > ROWS // 3
