"""The 15 kelurahan as tiles: a drawn map that keeps neighbours and the sea side recognisable, not a survey."""

# Kemendagri code -> (column, row, label). North is up, the sea lies east.
TILES: dict[str, tuple[int, int, str]] = {
    "64.74.01.1004": (2, 0, "Guntung"),
    "64.74.01.1003": (2, 1, "Lok Tuan"),
    "64.74.03.1002": (0, 2, "G. Telihan"),
    "64.74.03.1001": (1, 2, "Belimbing"),
    "64.74.01.1005": (2, 2, "Gn. Elai"),
    "64.74.01.1002": (3, 2, "B. Baru"),
    "64.74.01.1001": (4, 2, "B. Kuala"),
    "64.74.03.1003": (0, 3, "Kanaan"),
    "64.74.02.1004": (2, 3, "Satimpo"),
    "64.74.01.1006": (3, 3, "Api-Api"),
    "64.74.02.1002": (1, 4, "Bs. Tengah"),
    "64.74.02.1001": (2, 4, "Tj. Laut"),
    "64.74.02.1006": (3, 4, "Tj. L. Indah"),
    "64.74.02.1003": (2, 5, "Bs. Pantai"),
    "64.74.02.1005": (1, 5, "B. Lestari"),
}
