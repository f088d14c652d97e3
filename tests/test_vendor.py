"""What the pages carry: locked checksums, no foreign addresses, old browsers, and byte budgets."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from channels_intake.registry import CHANNELS
from complaints.channel_names import icons_in_use
from complaints.files import ICONS as FILE_ICONS
from complaints.timeline import SENTENCES
from complaints.views.navigation import ICONS

SCRIPTS = ("js/app", "js/live", "vendor/htmx-4.0.1.min", "vendor/hx-csp-4.0.1.min")
ROOT = Path(__file__).resolve().parent.parent
LOCK = json.loads((ROOT / "static/vendor/LOCK.json").read_text())
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = (ROOT / "static/css/app.css").read_text()


@pytest.mark.parametrize("name", LOCK)
def test_vendored_file_is_the_locked_one(name: str) -> None:
    assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == LOCK[name]["sha256"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_loads_nothing_from_elsewhere(template: Path) -> None:
    assert re.findall(r"(?:src|href)=[\"']https?://[^\"']+", template.read_text()) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_template_has_no_inline_script(template: Path) -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>|\bhx-on|\bon(?:click|submit|load)=", template.read_text()) == []


def test_the_sprite_holds_the_icons_in_use_and_no_others() -> None:
    """Named in a template, or chosen by what is shown: a channel, an event, an entry of the rail."""
    drawn = re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text())
    pages = "".join(template.read_text() for template in TEMPLATES)
    named = re.findall(r"""{% icon "([^"]+)"|icons\.svg' %}#([\w-]+)""", pages)
    chosen = {
        *(channel.icon for channel in CHANNELS.values()),
        *icons_in_use(),
        *(icon for icon, _ in SENTENCES.values()),
        *ICONS.values(),
        *FILE_ICONS.values(),
    }

    assert sorted(drawn) == sorted({name for pair in named for name in pair if name} | chosen)


@pytest.mark.parametrize("word", ["oklch(", "color-mix(", "@scope", "@layer", "&:", "& "])
def test_css_works_in_chrome_109(word: str) -> None:
    assert CSS.count(word) == 0


@pytest.mark.parametrize(
    ("names", "limit"),
    [
        (["static/css/app.css"], 12_000),
        ([f"static/{name}.js" for name in SCRIPTS], 25_000),
        (["static/fonts/ui.woff2"], 12_000),
    ],
)
def test_stays_within_the_byte_budget(names: list[str], limit: int) -> None:
    assert sum(len(gzip.compress((ROOT / name).read_bytes(), 9)) for name in names) <= limit
