"""What citizens do on the simulated Meta: each act is pushed to the webhook as Meta would."""

from collections.abc import Callable

from .webhooks import deliver, of_chat, of_comment, of_mention, of_message, of_tag
from .world import JSON, World


def act(world: World, values: JSON) -> JSON:
    """One act: `type` post, comment, edit, remove, message, mention, read, delivered or close, with its own values.
    `is_pushed` false keeps it from the webhook, as if Meta had lost it. Raises KeyError for what it lacks or does not
    know."""
    done, event = _ACTS[values["type"]](world, values)
    is_pushed = values.get("is_pushed", True) and event is not None
    return done | {"is_delivered": deliver(world, event) if is_pushed and event else False}


def _post(world: World, values: JSON) -> tuple[JSON, JSON | None]:
    """Of a visitor, or of the city itself without an author: that is pushed as well on Facebook."""
    post = world.post(values["channel"], values["text"], author=values.get("author", ""))
    return {"id": post.id}, of_comment(world, post) if post.channel == "facebook" else None


def _comment(world: World, values: JSON) -> tuple[JSON, JSON | None]:
    parent = values.get("parent", "")
    comment = world.comment(values["post"], values["text"], author=values.get("author", "5001"), parent=parent)
    return {"id": comment.id}, of_comment(world, comment)


def _edit(world: World, values: JSON) -> tuple[JSON, JSON | None]:
    """Other words in place of a comment's, or none: Instagram tells nobody of either."""
    comment = world.written[values["id"]]
    comment.text = values.get("text", comment.text)
    verb = "edited" if values["type"] == "edit" else "remove"
    event = of_comment(world, comment, verb) if comment.channel == "facebook" else None
    if verb == "remove":
        del world.written[comment.id]
    return {"id": comment.id}, event


def _message(world: World, values: JSON) -> tuple[JSON, JSON | None]:
    content: JSON = {name: values[name] for name in ("text", "quick_reply", "reply_to") if name in values}
    kept = world.say(values["channel"], values["author"], values["author"], content)
    return {"id": kept["mid"]}, of_message(world, values["channel"], values["author"], kept, is_echo=False)


def _mention(world: World, values: JSON) -> tuple[JSON, JSON | None]:
    """In the comments of somebody's own post, or in its caption; on Facebook in his post itself."""
    author = values.get("author", "6001")
    if values.get("channel") == "facebook":
        tagged = world.tag(values["text"], author=author)
        return {"id": tagged.id}, of_tag(world, tagged)
    post = world.post("instagram", values["text"], author=author)
    if values.get("in_caption"):
        return {"id": post.id}, of_mention(world, post.id)
    comment = world.comment(post.id, values["text"], author=author)
    return {"id": comment.id}, of_mention(world, post.id, comment.id)


def _seen(world: World, values: JSON) -> tuple[JSON, JSON | None]:
    """He has read, or his phone has received, all that was said so far."""
    moment = int(world.now().timestamp() * 1000)
    sides = (values["author"], world.own_id(values["channel"]))
    name = {"read": "read", "delivered": "delivery"}[values["type"]]
    return {}, of_chat(world, values["channel"], sides, timestamp=moment, **{name: {"watermark": moment}})


def _close(world: World, values: JSON) -> tuple[JSON, JSON | None]:
    world.chat(values["channel"], values["author"]).is_closed = True
    return {}, None


_ACTS: dict[str, Callable[[World, JSON], tuple[JSON, JSON | None]]] = {
    "post": _post,
    "comment": _comment,
    "edit": _edit,
    "remove": _edit,
    "message": _message,
    "mention": _mention,
    "read": _seen,
    "delivered": _seen,
    "close": _close,
}
