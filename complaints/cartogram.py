"""The 15 kelurahan as tiles: a drawn map that keeps neighbours and the sea side recognisable, not a survey."""

COLUMNS, ROWS = 5, 6
# Kemendagri code -> (column, row, label). North is up, the sea lies east.
TILES: dict[str, tuple[int, int, str]] = {
    "64.74.01.1004": (1, 0, "Guntung"),
    "64.74.01.1003": (2, 0, "Lok Tuan"),
    "64.74.03.1002": (0, 1, "Kanaan"),
    "64.74.03.1001": (1, 1, "G. Telihan"),
    "64.74.01.1005": (2, 1, "G. Elai"),
    "64.74.01.1002": (3, 1, "Btg Baru"),
    "64.74.01.1001": (4, 1, "Btg Kuala"),
    "64.74.03.1003": (1, 2, "Belimbing"),
    "64.74.01.1006": (3, 2, "Api-Api"),
    "64.74.02.1001": (3, 3, "Tj. Laut"),
    "64.74.02.1003": (4, 3, "Tj. L. Indah"),
    "64.74.02.1005": (1, 3, "Satimpo"),
    "64.74.02.1002": (2, 4, "B. Tengah"),
    "64.74.02.1004": (3, 4, "B. Pantai"),
    "64.74.02.1006": (2, 5, "Btg Lestari"),
}
