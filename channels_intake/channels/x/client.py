"""What the city says on X: a post under the citizen's, or nothing (channels.md 2.4)."""

from collections.abc import Callable

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..shapes import Json, as_dict, as_dicts, as_id
from .bodies import has_link, letters_of
from .posts import UNCALLED
from .token import access_token, has_token

LONGEST = 280  # letters as X weighs them
UNCALLED_WORDS = (
    "X hanya mengizinkan kota menjawab orang yang menyebut akun kota. Buka https://x.com/i/status/{} untuk "
    "menjawab di aplikasinya."
)
_REFUSALS: dict[int, tuple[Fate, str]] = {
    401: (Fate.STOP, "Token X tidak berlaku lagi. Admin sudah diberi tahu."),
    404: (Fate.REFUSED, "Kiriman warga sudah tidak ada di X."),
    429: (Fate.SLOW, "X sedang membatasi kecepatan kirim."),
    503: (Fate.TRANSIENT, "X sedang terlalu sibuk."),
}
# X tells its refusals apart in words only; whatever they do not name is no fault of the message.
_FORBIDDEN: tuple[tuple[str, Fate, str], ...] = (
    ("usage-capped", Fate.STOP, "Jatah X di penyedia sudah habis. Admin sudah diberi tahu."),
    ("duplicate content", Fate.REFUSED, "X menolak teks yang sama persis dengan balasan sebelumnya. Ubah teksnya."),
    ("not allowed because", Fate.REFUSED, UNCALLED_WORDS),
    ("deleted or not visible", Fate.REFUSED, "Kiriman warga sudah dihapus atau tidak terlihat lagi di X."),
)
_FORBIDDEN_OTHERWISE = "X menolak izin akun kota. Admin sudah diberi tahu."


def send(*, account: str, message: Outgoing) -> str:
    """Answers the citizen's post and returns the id of ours.

    What X would refuse or bill thirteenfold is not asked. Raises ChannelError; its fate is UNKNOWN when the post may
    stand although no answer came.
    """
    _check(message)
    body = {"text": message.text, "reply": {"in_reply_to_tweet_id": message.quoted}}
    try:
        response = http.request("POST", f"{settings.X_API_BASE}/2/tweets", token=access_token(), json=body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ChannelError("X tidak terjangkau.", fate=Fate.SLOW) from error
    except httpx.HTTPError as error:
        raise ChannelError("X tidak menjawab.", fate=Fate.UNKNOWN) from error
    answer = _json(response)
    name = as_id(as_dict(answer.get("data")).get("id"))
    if response.is_success and name:
        return name
    raise _refusal(response.status_code, answer, message.quoted)


def reply_budget(_: str) -> float:
    """Dollars that answers may cost in one month."""
    return float(settings.X_REPLY_BUDGET_USD)


def reply_cost() -> float:
    """Dollars of the dearest answer that is let through."""
    return float(settings.X_LINK_REPLY_USD if settings.X_ALLOW_LINKS else settings.X_REPLY_USD)


def _check(message: Outgoing) -> None:
    """Each refusal with what the officer can do. Raises ChannelError."""
    checks: tuple[tuple[Callable[[], bool], Fate, str], ...] = (
        (lambda: not has_token(), Fate.REFUSED, "Akun X kota belum diatur untuk membalas dari sini."),
        (lambda: message.form != "text", Fate.BUG, f"X tidak menerima pesan berbentuk {message.form}."),
        (lambda: not message.quoted.isdecimal(), Fate.BUG, "Kiriman warga yang dijawab tidak diketahui."),
        (lambda: letters_of(message.text) > LONGEST, Fate.REFUSED, "Balasan di X paling panjang 280 huruf."),
        (
            lambda: has_link(message.text) and not settings.X_ALLOW_LINKS,
            Fate.REFUSED,
            "Balasan di X tidak boleh memuat tautan: biayanya tiga belas kali lipat. Hapus tautannya.",
        ),
        (
            lambda: message.quoted_kind == UNCALLED and not settings.X_REPLY_TO_ALL,
            Fate.REFUSED,
            UNCALLED_WORDS.format(message.quoted),
        ),
        (lambda: not access_token(), Fate.SLOW, "Token X sedang diperbarui."),
    )
    for is_wrong, fate, sentence in checks:
        if is_wrong():
            raise ChannelError(sentence, fate=fate)


def _refusal(status: int, answer: Json, quoted: str) -> ChannelError:
    words = _words(answer)
    if status in (400, 403, 429):
        for part, fate, meaning in _FORBIDDEN:
            if part in words:
                return ChannelError(meaning.format(quoted), code=status, fate=fate)
    if status == 403:
        return ChannelError(_FORBIDDEN_OTHERWISE, code=status, fate=Fate.STOP)
    if status in _REFUSALS:
        fate, meaning = _REFUSALS[status]
        return ChannelError(meaning, code=status, fate=fate)
    if 400 <= status < 500:
        return ChannelError("X tidak dapat membaca balasan ini. Admin sudah diberi tahu.", code=status, fate=Fate.BUG)
    # X may have posted before it failed, and a second post cannot be unseen.
    return ChannelError("X menjawab tanpa kepastian.", code=status, fate=Fate.UNKNOWN)


def _words(answer: Json) -> str:
    parts = [answer, *as_dicts(answer.get("errors"))]
    return " ".join(
        str(part.get(name, "")) for part in parts for name in ("type", "title", "detail", "message")
    ).lower()


def _json(response: httpx.Response) -> Json:
    try:
        return as_dict(response.json())
    except ValueError:
        return {}
