"""How much a large workbook costs, from its bytes to the totals; as ratios to a peer and to a floor in one run.

    .venv/bin/python bench/tallies.py [--rows 100000]              on SQLite, each part in a temporary folder
    DATABASE_URL=postgres://... .venv/bin/python bench/tallies.py  in a database that holds nothing else

The portal: a workbook of one count a row is kept, opened, read, checked, previewed, taken in and rolled up to every
level. The peer: a stock import-export resource reads the same counts, by code, with openpyxl and stores them one by
one, with neither ledger nor totals. The floor: calamine parses that workbook and COPY (executemany on SQLite) puts
the rows into the ledger's table, constraints checked, committed. Each runs in a process of its own, with its peak
memory. Last, a village's workbook of 100 rows is sent with the form and its preview shown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PARTS = Path(__file__).with_name("tally_parts.py")
MOST_ROWS = 108_000  # 500 villages, 36 days, six cells a day


def run(part: str, folder: Path, rows: int) -> str:
    """A part's answer, from a process whose portal has a folder of its own."""
    var = folder / part
    var.mkdir()
    return subprocess.run(
        [sys.executable, str(PARTS), part, str(folder), str(rows)],
        cwd=ROOT,
        env=os.environ | {"PORTAL_VAR": str(var)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


def measured(part: str, folder: Path, rows: int) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run(part, folder, rows).splitlines()[-1])
    scaled = told["steps"].pop("scaled from", None)
    told["seconds"] = sum(told["steps"].values())
    if part == "page":
        return told
    steps = ", ".join(f"{name} {seconds:.2f}" for name, seconds in told["steps"].items())
    own, child = told["peak"]
    print(f"{part:6} {told['seconds']:8.2f} s  ({steps})")
    print(f"       peak {own:.0f} MB, of it {told['before']:.0f} before; parser {child:.0f} MB")
    if scaled:
        print(f"       dry run and import of {scaled:.0f} rows, scaled up to {rows}")
    return told


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=100_000)
    rows = min(options.parse_args().rows, MOST_ROWS)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as name:
        folder = Path(name)
        run("write", folder, rows)
        portal, floor = measured("portal", folder, rows), measured("floor", folder, rows)
        stock = measured("stock", folder, rows)
        page = measured("page", folder, rows)
    once = stock["seconds"] - stock["steps"]["dry run"]
    whole = portal["seconds"]
    print(f"{portal['database']}, {rows} rows, {rows / whole:.0f} rows a second:")
    print(f"  {stock['seconds'] / whole:5.1f} x as fast as stock import-export with its dry run,")
    print(f"  {once / whole:5.1f} x without it (nothing checked, nothing shown before)")
    print(f"  {whole / floor['seconds']:5.1f} x the floor")
    own, parser = portal["peak"]
    print(
        f"  {own:5.0f} MB at most, and {parser:.0f} MB in the parser's own process while it reads"
    )
    print(f"a village's workbook sent and previewed: {1000 * page['seconds']:.0f} ms")


if __name__ == "__main__":
    main()
