"""What citizens see: where their case stands, by a link that cannot be guessed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bontang_pengaduan.lib.clock import now

from ..citizen_acts import read_acts
from ..journey import read_journey
from ..links import is_own, opened_by

SAID = {
    "tambah": "Tambahan Anda sudah kami terima.",
    "belum": "Aduan dibuka kembali dan OPD sudah diberi tahu.",
    "beres": "Terima kasih. Kami catat sudah beres menurut Anda.",
    "nilai": "Terima kasih atas penilaian Anda.",
    "dorong": "Dorongan Anda tampil di papan koordinator pengaduan kota.",
    "cabut": "Aduan Anda sudah dicabut.",
    "kosong": "Belum ada yang dikirim. Tuliskan keterangan atau pilih foto.",
    "foto": "Foto tidak dapat dipakai. Pilih JPEG, PNG, atau WebP, paling besar 10 MB.",
    "terlalu-sering": "Terlalu banyak kiriman untuk aduan ini. Coba lagi satu jam lagi.",
    "gagal": "Kiriman belum tersimpan. Silakan kirim sekali lagi.",
    "tidak-bisa": "Ini tidak dapat dilakukan lagi. Keadaan terbaru ada di bawah.",
}


def public_status(request: HttpRequest, token: str) -> HttpResponse:
    """The case behind the token, without any identity. 404 for a wrong token and for a secret case alike."""
    complaint = get_object_or_404(opened_by(token).select_related("opd"))
    context = {
        "journey": read_journey(complaint, now()),
        "token": token,
        "acts": read_acts(complaint, now()) if is_own(token) else None,
        "said": SAID.get(request.GET.get("hasil", ""), ""),
    }
    response = render(request, "public/status.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
