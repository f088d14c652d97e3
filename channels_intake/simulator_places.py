"""What a visitor of the simulator can open."""

from django.urls import reverse

from complaints.channel_names import name_of

from .simulators import public_remote as remote


def list_places() -> list[tuple[str, str]]:
    """Label and address of every simulated channel."""
    places = [("WhatsApp", reverse("simulator"))]
    if remote.has_telegram():
        places.append(("Telegram", reverse("simulator_chat", args=[next(iter(remote.CITIZENS))])))
    if remote.has_sp4n():
        places.append((name_of("sp4n").label, reverse("simulator_sp4n")))
    return places + [(name_of(kind).label, reverse("simulator_feed", args=[kind])) for kind in remote.networks()]
