"""The message templates that the provider has approved, or not, for the city's account."""

import re
from dataclasses import dataclass
from typing import Any

from .errors import GraphError

JSON = dict[str, Any]
_VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")


@dataclass(frozen=True)
class MessageTemplate:
    """One template in Indonesian. Its variables stand in `body` in double braces, by position or by name."""

    id: str
    name: str
    body: str
    state: str = "APPROVED"
    footer: str = ""

    @property
    def names(self) -> list[str]:
        """The variables in their order."""
        return list(dict.fromkeys(_VARIABLE.findall(self.body)))

    def describe(self) -> JSON:
        """The template in wire form."""
        is_named = any(not name.isdigit() for name in self.names)
        components: list[JSON] = [{"type": "BODY", "text": self.body}]
        if self.footer:
            components.append({"type": "FOOTER", "text": self.footer})
        return {
            "id": self.id,
            "name": self.name,
            "language": "id",
            "status": self.state,
            "category": "UTILITY",
            "parameter_format": "NAMED" if is_named else "POSITIONAL",
            "components": components,
        }


CATALOGUE = (
    MessageTemplate(
        "910000000000001",
        "perkembangan_aduan",
        "Ada perkembangan untuk aduan {{1}}: {{2}} Balas pesan ini bila ada yang ingin Anda sampaikan.",
        footer="Aduan Bontang",
    ),
    MessageTemplate(
        "910000000000002",
        "hasil_aduan",
        "Aduan {{nomor}} sudah selesai ditangani. Hasilnya: {{hasil}} Balas pesan ini bila belum sesuai.",
        footer="Aduan Bontang",
    ),
    MessageTemplate(
        "910000000000003",
        "minta_keterangan",
        "Kami perlu keterangan tambahan untuk aduan {{1}}: {{2}} Silakan balas pesan ini.",
        footer="Aduan Bontang",
    ),
    MessageTemplate("910000000000004", "survei_kepuasan", "Bagaimana layanan kami untuk aduan {{1}}?", "PENDING"),
    MessageTemplate(
        "910000000000006",
        "pemberitahuan_petugas",
        "Aduan Bontang: {{1}}. Buka {{2}} untuk menindaklanjutinya.",
        footer="Pesan untuk petugas",
    ),
    MessageTemplate(
        "910000000000007",
        "kabar_aduan",
        "Ada kabar untuk aduan {{1}}. Buka {{2}} untuk membacanya.",
        footer="Aduan Bontang",
    ),
    MessageTemplate("910000000000005", "ucapan_hari_jadi", "Selamat Hari Jadi Kota Bontang.", "REJECTED"),
)


def list_page(limit: int, after: str) -> JSON:
    """One page of the catalogue, as the provider answers it."""
    start = int(after) if after.isdigit() else 0
    page = CATALOGUE[start : start + limit]
    paging: JSON = {"cursors": {"before": str(start), "after": str(start + len(page))}}
    if start + len(page) < len(CATALOGUE):
        paging["next"] = "https://graph.facebook.com/next-page-with-token"
    return {"data": [template.describe() for template in page], "paging": paging}


def fill(asked: JSON) -> str:
    """The text that the citizen reads. Raises GraphError when the template is not there, not approved, or its
    parameters do not fit."""
    template = next((known for known in CATALOGUE if known.name == asked.get("name")), None)
    if template is None or asked.get("language", {}).get("code") != "id" or template.state != "APPROVED":
        raise GraphError(132001)
    bodies = [part for part in asked.get("components") or [] if part.get("type") == "body"]
    given = [value for part in bodies for value in part.get("parameters") or []]
    if len(given) != len(template.names):
        raise GraphError(132000)
    is_named = any(not name.isdigit() for name in template.names)
    keys = [str(value.get("parameter_name")) for value in given] if is_named else template.names
    texts = dict(zip(keys, (str(value.get("text") or "") for value in given), strict=True))
    if set(texts) != set(template.names) or not all(text.strip() for text in texts.values()):
        raise GraphError(132012)
    if any(re.search(r"[\n\t]| {5}", text) for text in texts.values()):
        raise GraphError(132018)
    return _VARIABLE.sub(lambda match: texts[match[1]], template.body)
