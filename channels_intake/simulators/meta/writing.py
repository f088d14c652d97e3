"""What the city does on the simulated Meta: comments, messages, private replies, hiding."""

from .webhooks import of_comment, of_message
from .world import JSON, PRIVATE_DAYS, WINDOW, Comment, World

LIMITS = {"facebook": (8000, 2000), "instagram": (300, 1000)}  # a comment's characters, a message's length


class RefusedError(Exception):
    """An answer that is an error: status, code and subcode."""

    def __init__(self, status: int, code: int, subcode: int = 0) -> None:
        super().__init__(f"(#{code})")
        self.status, self.code, self.subcode = status, code, subcode


def write_comment(world: World, target: str, values: JSON) -> tuple[JSON, JSON]:
    """The answer and its echo: a comment of the city's under a post or comment. Raises RefusedError."""
    former = find(world, target)
    text = str(values.get("message", ""))
    if not text or len(text) > LIMITS[former.channel][0]:
        raise RefusedError(400, 100)
    post = former.post or former.id
    own = world.comment(post, text, author=world.own_id(former.channel), parent=former.id if former.post else "")
    return {"id": own.id}, of_comment(world, own)


def write_mention(world: World, values: JSON) -> tuple[JSON, JSON]:
    """An answer to whoever named the account under a post of his own. Raises RefusedError."""
    return write_comment(world, str(values.get("comment_id") or values.get("media_id", "")), values)


def write_message(world: World, channel: str, values: JSON) -> tuple[JSON, JSON]:
    """A message in a chat, or the one private answer to a comment. Raises RefusedError."""
    recipient, message = values.get("recipient", {}), dict(values.get("message", {}))
    text = str(message.get("text", ""))
    length = len(text.encode()) if channel == "instagram" else len(text)
    if not text or length > LIMITS[channel][1]:
        raise RefusedError(400, 100)
    person = _commenter(world, recipient["comment_id"]) if "comment_id" in recipient else str(recipient.get("id", ""))
    chat = world.chats.get((channel, person))
    if "comment_id" not in recipient:
        if chat is None:
            raise RefusedError(400, 100, 2018001)
        if chat.wrote_at is None or world.now() - chat.wrote_at > WINDOW:
            raise RefusedError(403, 10, 2018278 if channel == "facebook" else 2534022)
    if chat and chat.is_closed:
        raise RefusedError(400, 551, 1545041)
    kept = world.say(channel, person, world.own_id(channel), message)
    if "comment_id" in recipient:
        world.privately_answered.add(recipient["comment_id"])
    answer = {"recipient_id": person, "message_id": kept["mid"]}
    return answer, of_message(world, channel, person, kept, is_echo=True)


def hide(world: World, target: str, *, is_hidden: bool) -> tuple[JSON, JSON | None]:
    """Hides a comment or shows it again; a Page is told of it. Raises RefusedError."""
    comment = find(world, target)
    comment.is_hidden = is_hidden
    is_told = comment.channel == "facebook"
    return {"success": True}, of_comment(world, comment, "hide" if is_hidden else "unhide") if is_told else None


def find(world: World, name: str) -> Comment:
    """A comment or post that is there. Raises RefusedError, as for one that its author has deleted."""
    found = world.written.get(name)
    if found is None:
        raise RefusedError(400, 100, 33)
    return found


def _commenter(world: World, name: str) -> str:
    comment = find(world, name)
    if name in world.privately_answered:
        raise RefusedError(400, 10900)
    if world.now() - comment.at > PRIVATE_DAYS:
        raise RefusedError(400, 10903)
    return comment.author
