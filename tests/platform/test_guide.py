"""The officers' guide names no picture that the script does not make, and none is missing or too heavy."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
MOST_BYTES = 100_000


def test_each_picture_of_the_guide_is_made_by_the_script_and_small() -> None:
    guide = (ROOT / "docs/panduan-petugas.md").read_text()
    script = (ROOT / "tests/browser/shots.py").read_text()

    named = set(re.findall(r"!\[[^\]]+\]\(panduan/([\w-]+)\.png\)", guide))
    made = set(re.findall(r'_keep\(page, "([\w-]+)"\)', script))
    looped = set(re.findall(r'"(bantuan|tunda)": "\1"', script))

    assert named
    assert named == made | looped
    assert named == {file.stem for file in (ROOT / "docs/panduan").glob("*.png")}
    assert all((ROOT / f"docs/panduan/{name}.png").stat().st_size <= MOST_BYTES for name in named)
