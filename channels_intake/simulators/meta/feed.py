"""The public side of a demo: the city's posts with the citizens' comments and the city's answers below them."""

import zlib
from typing import Any

from .webhooks import deliver, of_comment
from .world import JSON, Comment, World

POSTS = {
    "facebook": ("Jadwal air bersih pekan ini untuk Bontang Utara", "Kerja bakti hari Minggu di Tanjung Laut"),
    "instagram": ("Taman baru di Bontang Kuala sudah dibuka", "Pemeliharaan lampu jalan di Api-api"),
}


def publish(world: World) -> None:
    """The posts that a demo begins with."""
    for channel, texts in POSTS.items():
        for text in texts:
            world.post(channel, text)


def show_feed(world: World, channel: str) -> JSON:
    """The posts, newest first, with everything below them."""
    posts = [item for item in world.posts_of(channel) if not item.is_elsewhere]
    return {"posts": [_shown(world, post) for post in reversed(posts)]}


def write_comment(world: World, values: JSON) -> JSON:
    """A citizen's words below a post, pushed as Meta would. The same name is the same person."""
    author = str(5_000_000 + zlib.crc32(str(values["person"]).encode()))
    world.names[author] = str(values["person"])
    comment = world.comment(values["post"], str(values["text"]), author=author)
    return {"id": comment.id, "is_delivered": deliver(world, of_comment(world, comment))}


def _shown(world: World, post: Comment) -> dict[str, Any]:
    own = world.own_id(post.channel)
    below = [item for item in world.written.values() if item.post == post.id]
    comments = [
        {
            "id": item.id,
            "author": world.name_of(item.author),
            "text": item.text,
            "at": item.at.isoformat(),
            "answers": [
                {"text": answer.text, "at": answer.at.isoformat()}
                for answer in below
                if answer.author == own and answer.parent == item.id
            ],
        }
        for item in below
        if item.author != own
    ]
    return {"id": post.id, "text": post.text, "comments": comments}
