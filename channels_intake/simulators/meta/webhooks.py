"""What the simulated Meta pushes: shapes of channels.md 2.2 and 2.3, signed over their bytes."""

import hashlib
import hmac
import json

import httpx

from .world import JSON, Comment, World

RETRIES = 3  # of a delivery that the webhook does not take


def deliver(world: World, event: JSON) -> bool:
    """Posts one event to the webhook until it is taken; whether it was. Without a webhook it is only kept."""
    world.events.append(event)
    if not world.account.webhook_url:
        return False
    # Meta escapes slashes: whoever signs re-written JSON gets another signature.
    body = json.dumps(event).replace("/", "\\/").encode()
    signature = "sha256=" + hmac.new(world.account.app_secret.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
    for _ in range(RETRIES):
        if httpx.post(world.account.webhook_url, content=body, headers=headers, timeout=10, trust_env=False).is_success:
            return True
    return False


def of_comment(world: World, comment: Comment, verb: str = "add") -> JSON:
    """A comment or post on the Page's feed, or a comment on Instagram."""
    seconds = int(comment.at.timestamp())
    if comment.channel == "instagram":
        author = {"id": comment.author, "username": f"warga{comment.author}"}
        value: JSON = {"id": comment.id, "text": comment.text, "from": author, "media": {"id": comment.post}}
        field, more = "comments", {"parent_id": comment.parent} if comment.parent else {}
        return _entry(world, "instagram", {"changes": [{"field": field, "value": value | more}]})
    value = {
        "from": {"id": comment.author, "name": world.name_of(comment.author)},
        "item": "comment" if comment.post else "status",
        "verb": verb,
        "post_id": comment.post or comment.id,
        "message": comment.text,
        "created_time": seconds,
    }
    if comment.post:
        value |= {"comment_id": comment.id, "parent_id": comment.parent or comment.post}
    return _entry(world, "facebook", {"changes": [{"field": "feed", "value": value}]})


def of_message(world: World, channel: str, person: str, message: JSON, *, is_echo: bool) -> JSON:
    """A direct message of a citizen, or the city's own that comes back."""
    sides = (world.own_id(channel), person) if is_echo else (person, world.own_id(channel))
    body = {"mid": message["mid"], "text": message.get("text", "")}
    body |= {name: message[name] for name in ("quick_reply", "reply_to") if name in message}
    if is_echo:
        body |= {"is_echo": True, "app_id": 4242}
        body |= {"metadata": message["metadata"]} if "metadata" in message else {}
    return of_chat(world, channel, sides, message={**body}, timestamp=int(message["at"].timestamp() * 1000))


def of_chat(world: World, channel: str, sides: tuple[str, str], **item: object) -> JSON:
    """Anything in a chat: `message`, `read`, `delivery`, with its time in milliseconds."""
    sender, recipient = sides
    return _entry(world, channel, {"messaging": [{"sender": {"id": sender}, "recipient": {"id": recipient}, **item}]})


def of_tag(world: World, post: Comment) -> JSON:
    """The Page was named in somebody's post."""
    value: JSON = {"item": "post", "verb": "add", "post_id": post.id, "sender_id": post.author, "message": post.text}
    value |= {"sender_name": world.name_of(post.author), "created_time": int(post.at.timestamp())}
    return _entry(world, "facebook", {"changes": [{"field": "mention", "value": value}]})


def of_mention(world: World, media: str, comment: str = "") -> JSON:
    """Instagram tells ids alone."""
    value = {"media_id": media} | ({"comment_id": comment} if comment else {})
    return _entry(world, "instagram", {"changes": [{"field": "mentions", "value": value}]})


def _entry(world: World, channel: str, content: JSON) -> JSON:
    kind = "page" if channel == "facebook" else "instagram"
    entry = {"id": world.own_id(channel), "time": int(world.now().timestamp()), **content}
    return {"object": kind, "entry": [entry]}
