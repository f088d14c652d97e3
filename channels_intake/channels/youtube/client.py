"""What the city says on YouTube: an answer under the citizen's comment (channels.md 2.6)."""

import httpx
from django.conf import settings

from bontang_pengaduan.lib import http

from ..errors import ChannelError, Fate
from ..outgoing import Outgoing
from ..shapes import Json, as_dict, as_dicts, as_id
from .token import access_token, seed

UNITS = 50.0  # of one answer
LONGEST = 10_000  # letters
_GONE = "Komentar warga sudah tidak ada di YouTube."
_STOPPED = "Izin YouTube untuk membalas tidak berlaku lagi. Admin sudah diberi tahu."
_REASONS: dict[str, tuple[Fate, str]] = {
    "quotaExceeded": (Fate.SLOW, "Kuota YouTube di Google sudah habis."),
    "dailyLimitExceeded": (Fate.SLOW, "Kuota YouTube di Google sudah habis."),
    "rateLimitExceeded": (Fate.SLOW, "YouTube sedang membatasi kecepatan kirim."),
    "userRateLimitExceeded": (Fate.SLOW, "YouTube sedang membatasi kecepatan kirim."),
    "commentsDisabled": (Fate.REFUSED, "Komentar di video ini sudah dimatikan."),
    "parentCommentNotFound": (Fate.REFUSED, _GONE),
    "commentNotFound": (Fate.REFUSED, _GONE),
    "videoNotFound": (Fate.REFUSED, _GONE),
    "parentCommentIsPrivate": (Fate.REFUSED, _GONE),
    "operationNotSupported": (Fate.REFUSED, "Komentar ini tidak dapat dibalas."),
    "commentTextTooLong": (Fate.BUG, "Balasan terlalu panjang untuk YouTube."),
    "processingFailure": (Fate.TRANSIENT, "YouTube belum dapat memproses balasan."),
}


def send(*, account: str, message: Outgoing) -> str:
    """Answers in the thread of the citizen's comment and returns the id of our comment.

    Raises ChannelError; its fate is UNKNOWN when the comment may stand although no answer came.
    """
    _check(message)
    # Below an answer nothing can be written: its id begins with that of the comment above.
    parent = message.quoted.split(".")[0]
    body = {"snippet": {"parentId": parent, "textOriginal": message.text}}
    url = f"{settings.YOUTUBE_API_BASE}/comments"
    try:
        response = http.request("POST", url, token=access_token(), params={"part": "snippet"}, json=body)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
        raise ChannelError("YouTube tidak terjangkau.", fate=Fate.SLOW) from error
    except httpx.HTTPError as error:
        raise ChannelError("YouTube tidak menjawab.", fate=Fate.UNKNOWN) from error
    answer = _json(response)
    name = as_id(answer.get("id"))
    if response.is_success and name:
        return name
    raise _refusal(response.status_code, answer)


def reply_units(_: str) -> float:
    """Units that answers may use in one day."""
    return float(settings.YOUTUBE_REPLY_UNITS)


def reply_cost() -> float:
    """Units of one answer."""
    return UNITS


def _check(message: Outgoing) -> None:
    if not seed():
        raise ChannelError("Akun YouTube kota belum diatur untuk membalas dari sini.", fate=Fate.REFUSED)
    if message.form != "text":
        raise ChannelError(f"YouTube tidak menerima pesan berbentuk {message.form}.", fate=Fate.BUG)
    if not message.quoted:
        raise ChannelError("Komentar warga yang dijawab tidak diketahui.", fate=Fate.BUG)
    if not access_token():
        raise ChannelError("Izin YouTube sedang diperbarui.", fate=Fate.SLOW)


def _refusal(status: int, answer: Json) -> ChannelError:
    error = as_dict(answer.get("error"))
    reasons = [str(part.get("reason")) for part in as_dicts(error.get("errors"))]
    for reason in reasons:
        if reason in _REASONS:
            fate, meaning = _REASONS[reason]
            return ChannelError(meaning, code=status, fate=fate)
    if status in (401, 403):
        return ChannelError(_STOPPED, code=status, fate=Fate.STOP)
    if status == 404:
        return ChannelError(_GONE, code=status, fate=Fate.REFUSED)
    if status == 429:
        return ChannelError("YouTube sedang membatasi kecepatan kirim.", code=status, fate=Fate.SLOW)
    if 400 <= status < 500:
        sentence = "YouTube tidak dapat membaca balasan ini. Admin sudah diberi tahu."
        return ChannelError(sentence, code=status, fate=Fate.BUG)
    # It may stand already, and a second comment cannot be unseen.
    return ChannelError("YouTube menjawab tanpa kepastian.", code=status, fate=Fate.UNKNOWN)


def _json(response: httpx.Response) -> Json:
    try:
        return as_dict(response.json())
    except ValueError:
        return {}
