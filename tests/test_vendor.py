"""What is shipped of others is what VERSIONS.md says it is."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ["static/vendor", "tests/vendor", "reports/fonts"]
ROW = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def stated_sums(folder: Path) -> dict[str, str]:
    return dict(ROW.findall((folder / "VERSIONS.md").read_text(encoding="utf-8")))


def real_sums(folder: Path) -> dict[str, str]:
    shipped = [path for path in folder.rglob("*") if path.suffix in {".css", ".js", ".ttf"}]
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in shipped
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shipped_file_has_its_version_and_sum_written_down(folder):
    assert real_sums(ROOT / folder) == stated_sums(ROOT / folder)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_shipped_folder_holds_the_licences_it_names(folder):
    names = re.findall(r"`([^`]*LICENSE[^`]*)`", (ROOT / folder / "VERSIONS.md").read_text())

    assert [name for name in names if not (ROOT / folder / name).is_file()] == []
