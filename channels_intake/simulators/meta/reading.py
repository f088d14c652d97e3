"""What the simulated Meta tells when it is asked: lists page by page, single things, and the token."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC

from .world import JSON, Comment, World
from .writing import RefusedError, find

_NESTED = re.compile(r"comments[^{]*\.limit\((\d+)\)")
_MENTIONED = re.compile(r"mentioned_(?P<kind>comment|media)\.(?:comment|media)_id\((?P<id>[^)]+)\)")
DEFAULT_PAGE = 25


def list_posts(world: World, channel: str, query: Mapping[str, str]) -> JSON:
    """The feed or the account's media, newest first, each with its newest comments where they are asked for."""
    posts = [item for item in world.posts_of(channel) if not item.is_elsewhere]
    if channel == "instagram":
        posts = [item for item in posts if item.author == world.account.instagram]
    nested = _NESTED.search(query.get("fields", ""))
    page = _page(world, posts, query)
    if nested:
        for shown in page["data"]:
            comments = _comments_of(world, shown["id"])
            if comments:
                shown["comments"] = _page(world, comments, {"limit": nested[1]})
    return page


def list_tagged(world: World, query: Mapping[str, str]) -> JSON:
    """The posts that name the Page, newest first."""
    return _page(world, [item for item in world.posts_of("facebook") if item.is_elsewhere], query)


def list_comments(world: World, post: str, query: Mapping[str, str]) -> JSON:
    """The comments of a post, newest first."""
    find(world, post)
    return _page(world, _comments_of(world, post), query)


def tell_mention(world: World, fields: str) -> JSON:
    """Words and author of what named the account. Raises RefusedError for what is gone."""
    asked = _MENTIONED.search(fields)
    if asked is None:
        raise RefusedError(400, 100)
    found = find(world, asked["id"])
    at = f"{found.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000"
    name = f"warga{found.author}"
    if asked["kind"] == "comment":
        told: JSON = {"id": found.id, "text": found.text, "timestamp": at, "from": {"id": found.author}}
        return {"mentioned_comment": told | {"username": name, "media": {"id": found.post}}, "id": "1"}
    return {"mentioned_media": {"id": found.id, "caption": found.text, "timestamp": at, "username": name}, "id": "1"}


def tell_token(world: World) -> JSON:
    """What "debug_token" says."""
    return {"data": {"is_valid": not world.behaviour.is_token_dead, "expires_at": world.behaviour.token_expires_at}}


def renew_token(world: World, query: Mapping[str, str]) -> JSON:
    """A new token of Instagram's own login in place of the one that asks. Raises RefusedError."""
    if query.get("grant_type") != "ig_refresh_token" or query.get("access_token") != world.token:
        raise RefusedError(400, 190)
    world.token = f"{world.account.token}-{len(world.asked)}"
    return {"access_token": world.token, "token_type": "bearer", "expires_in": 60 * 86400}


def usage_headers(world: World) -> dict[str, str]:
    """The three headers by which Meta says how much is used up."""
    used = world.behaviour.usage
    counts = f'"call_count":{used},"total_cputime":1,"total_time":1'
    wait = f'"estimated_time_to_regain_access":{world.behaviour.wait_minutes}'
    business = f'{{"{world.account.page}":[{{"type":"pages",{counts},{wait}}}]}}'
    return {"X-App-Usage": f"{{{counts}}}", "X-Business-Use-Case-Usage": business}


def _comments_of(world: World, post: str) -> list[Comment]:
    return [item for item in world.written.values() if item.post == post]


def _page(world: World, items: Sequence[Comment], query: Mapping[str, str]) -> JSON:
    """A page goes on behind the last thing of the former one: what is written meanwhile does not shift it."""
    newest_first = sorted(items, key=lambda item: (item.at, item.id), reverse=True)
    after = query.get("after", "")
    if after:
        places = [number for number, item in enumerate(newest_first) if item.id == after]
        if not places:
            raise RefusedError(400, 100)
        newest_first = newest_first[places[0] + 1 :]
    size = min(int(query.get("limit", DEFAULT_PAGE)), world.behaviour.page_size)
    shown = newest_first[:size]
    page: JSON = {"data": [_shown(item) for item in shown]}
    if shown:
        page["paging"] = {"cursors": {"before": shown[0].id, "after": shown[-1].id}}
    if len(newest_first) > size:
        page["paging"]["next"] = f"https://graph.example/next?after={shown[-1].id}"
    return page


def _shown(item: Comment) -> JSON:
    at = f"{item.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}+0000"
    if item.channel == "facebook":
        shown: JSON = {"id": item.id, "message": item.text, "created_time": at, "from": {"id": item.author}}
        shown["from"]["name"] = f"Warga {item.author}"
        return shown | ({"parent": {"id": item.parent}} if item.parent else {}) | {"is_hidden": item.is_hidden}
    if not item.post:
        return {"id": item.id, "timestamp": at, "caption": item.text}
    shown = {"id": item.id, "text": item.text, "timestamp": at, "username": f"warga{item.author}"}
    shown["from"] = {"id": item.author, "username": shown["username"]}
    return shown | ({"parent_id": item.parent} if item.parent else {})
