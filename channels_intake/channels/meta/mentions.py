"""Asking Instagram for the words of a mention, of which its webhook tells ids alone (channels.md 2.3)."""

import orjson

from ..errors import ChannelError, Fate
from .access import has_token
from .graph import call

FIELDS = {
    "mentioned_comment": "mentioned_comment.comment_id({}){{id,text,timestamp,username,from,media{{id}}}}",
    "mentioned_media": "mentioned_media.media_id({}){{id,caption,media_type,media_url,permalink,timestamp,username}}",
}


def look_up(*, account: str, external_id: str, lacks: str) -> bytes:
    """The mention as Instagram tells it. Raises ChannelError, permanent when it is gone or its author is private."""
    if lacks not in FIELDS or not external_id.isdecimal():
        raise ChannelError("Sebutan ini tidak dapat ditanyakan.", fate=Fate.REFUSED)
    if not has_token("instagram"):
        raise ChannelError("Token Instagram belum diatur.", fate=Fate.REFUSED)
    return orjson.dumps(call("instagram", "GET", account, params={"fields": FIELDS[lacks].format(external_id)}))
