"""Positions that a citizen can send with one tap: the offices of some kelurahan, and one place outside the city."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A named position in degrees."""

    name: str
    latitude: float
    longitude: float


PLACES = {
    "bontang-kuala": Place("Bontang Kuala", 0.1345, 117.5071),
    "lok-tuan": Place("Lok Tuan", 0.1703, 117.4780),
    "guntung": Place("Guntung", 0.1911, 117.4768),
    "gunung-elai": Place("Gunung Elai", 0.1326, 117.4753),
    "api-api": Place("Api-api", 0.1319, 117.4921),
    "tanjung-laut": Place("Tanjung Laut", 0.1204, 117.4855),
    "berbas-pantai": Place("Berbas Pantai", 0.1075, 117.4848),
    "bontang-lestari": Place("Bontang Lestari", 0.0761, 117.4545),
    "gunung-telihan": Place("Gunung Telihan", 0.1375, 117.4565),
    "sangatta": Place("Sangatta (di luar kota)", 0.4960, 117.5440),
}
