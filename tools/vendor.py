"""Fetches the front end's third-party files by `npm pack`, cuts them to size and writes their lock and licences.

For the maintainer who updates one: change the version here, run `.venv/bin/python tools/vendor.py`, run the
browser tests, commit. Running, testing and deploying need neither node nor this file.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "static" / "vendor" / "LOCK.json"
THIRD_PARTY = ROOT / "THIRD_PARTY.md"
SPRITE = "static/img/icons.svg"

ICONS = (
    "alert-triangle",
    "arrow-back-up",
    "arrow-left",
    "arrows-split-2",
    "ban",
    "bell",
    "brand-facebook",
    "brand-instagram",
    "brand-telegram",
    "brand-whatsapp",
    "brand-x",
    "brand-youtube",
    "check",
    "checks",
    "chevron-down",
    "circle-check",
    "clock",
    "file",
    "inbox",
    "info-circle",
    "keyboard",
    "layout-dashboard",
    "list-check",
    "lock",
    "logout",
    "mail",
    "map-pin",
    "message-2",
    "microphone",
    "paperclip",
    "pencil",
    "photo",
    "player-pause",
    "player-play",
    "refresh",
    "route",
    "search",
    "send-2",
    "settings",
    "speakerphone",
    "trash",
    "user-check",
    "user-minus",
    "user-plus",
    "video",
    "world",
    "x",
)
# Indonesian needs no accents but the é of loan words; a name that has others falls back to the system's font.
UNICODES = "U+0020-007E,U+00A0,U+00B0-00B3,U+00B7,U+00BD,U+00D7,U+00C9,U+00E9,U+2013,U+2014,U+2018-201D,U+2022,U+2026"


@dataclass(frozen=True)
class Package:
    """One npm package, pinned, with what it gives: {path here: path in the package}."""

    name: str
    version: str
    licence: str
    licence_file: str
    files: dict[str, str]


PACKAGES = (
    Package(
        "htmx.org",
        "4.0.1",
        "0BSD",
        "LICENSE",
        {
            "static/vendor/htmx-4.0.1.min.js": "dist/htmx.min.js",
            "static/vendor/hx-csp-4.0.1.min.js": "dist/ext/hx-csp.min.js",
        },
    ),
    Package("@tabler/icons", "3.51.0", "MIT", "LICENSE", {SPRITE: "icons/outline"}),
    Package(
        "@fontsource-variable/figtree",
        "5.3.0",
        "OFL-1.1",
        "LICENSE",
        {"static/fonts/ui.woff2": "files/figtree-latin-wght-normal.woff2"},
    ),
    Package("axe-core", "4.14.1", "MPL-2.0", "LICENSE", {"tests/vendor/axe.min.js": "axe.min.js"}),
)


def main() -> int:
    """Writes every vendored file, LOCK.json and THIRD_PARTY.md. Exit code 2 when npm is missing."""
    npm = shutil.which("npm")
    if npm is None:
        sys.stderr.write("Vendor: npm is needed to fetch packages; nothing was changed.\n")
        return 2
    lock: dict[str, dict[str, str]] = {}
    licences = []
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            source = _fetch(npm, package, Path(folder))
            for target, path in package.files.items():
                content = _convert(target, source / path)
                (ROOT / target).parent.mkdir(parents=True, exist_ok=True)
                (ROOT / target).write_bytes(content)
                lock[target] = _entry(package, content)
                print(f"{target}: {len(content)} bytes")
            licences.append(_licence(package, source))
    LOCK.write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n")
    THIRD_PARTY.write_text(_third_party(licences))
    return 0


def _fetch(npm: str, package: Package, folder: Path) -> Path:
    command = [npm, "pack", f"{package.name}@{package.version}", "--silent", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, cwd=folder, capture_output=True)
    archive = next(folder.glob("*.tgz"))
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def _convert(target: str, source: Path) -> bytes:
    if target == SPRITE:
        return _sprite(source)
    if source.suffix == ".woff2":
        return _subset(source)
    # A named map that is not shipped makes the manifest storage fail at collectstatic.
    return re.sub(rb"\n?//# sourceMappingURL=\S+\s*$", b"\n", source.read_bytes())


def _sprite(folder: Path) -> bytes:
    symbols = [_symbol(name, (folder / f"{name}.svg").read_text()) for name in sorted(ICONS)]
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def _symbol(name: str, svg: str) -> str:
    body = re.search(r"<svg[^>]*>(.*)</svg>", svg, re.DOTALL)
    if body is None:
        raise ValueError(f"{name} is not an SVG")
    shapes = re.findall(r"<(?:path|circle|rect|line|polyline)[^>]*/>", body[1])
    visible = [shape for shape in shapes if 'stroke="none"' not in shape]
    drawn = "".join(re.sub(r"\s+", " ", shape).replace(" />", "/>") for shape in visible)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{drawn}</symbol>'


def _subset(font: Path) -> bytes:
    target = font.with_name("subset.woff2")
    subset.main(
        [
            str(font),
            f"--output-file={target}",
            "--flavor=woff2",
            f"--unicodes={UNICODES}",
            # tnum: the font's figures differ in width, and countdowns must not jump.
            "--layout-features=kern,liga,tnum,calt,ccmp",
        ]
    )
    return target.read_bytes()


def _entry(package: Package, content: bytes) -> dict[str, str]:
    digest = hashlib.sha256(content).hexdigest()
    return {"npm": package.name, "version": package.version, "sha256": digest, "licence": package.licence}


def _licence(package: Package, source: Path) -> str:
    text = (source / package.licence_file).read_text().strip()
    files = "\n".join(f"- `{target}`" for target in package.files)
    heading = f"## {package.name} {package.version} ({package.licence})"
    return f"{heading}\n\n{files}\n\n```text\n{text}\n```\n"


def _third_party(licences: list[str]) -> str:
    head = (
        "# Third-party files\n\n"
        "What the repository carries of others' work: which file, from which npm package, under which licence.\n"
        "`static/vendor/LOCK.json` holds the checksums. Icons are the outlines of Tabler Icons, cut to those in use;\n"
        "the font is Figtree, cut to Latin. axe-core serves the tests and is not shipped to users; its source is at\n"
        "<https://github.com/dequelabs/axe-core>.\n\n"
    )
    return head + "\n".join(licences)


if __name__ == "__main__":
    sys.exit(main())
