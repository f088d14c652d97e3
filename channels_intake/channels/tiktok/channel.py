"""Why TikTok is not connected (channels.md 2.7)."""

CLOSED = (
    "TikTok membuka komentar hanya bagi pengembang yang disetujui lewat API for Business. Sambungannya dibuat setelah "
    "kota mendapat persetujuan itu."
)
