"""The router as the running system asks it: with the model that is in force."""

from dataclasses import dataclass
from datetime import datetime

from .models import RoutingModelChoice
from .routing.classifier import Model, load_model, unpack
from .routing.decide import Decision, decide
from .routing.noise import Noise, judge_noise, level_of


@dataclass
class Held:
    """The learned model that this process has in memory, by the training that made it."""

    training_id: int | None = None
    model: Model | None = None


_held = Held()


def route_text(text: str, kelurahan: str | None, now: datetime) -> Decision:
    """Whose the matter is, by the model in force; see routing.decide. One query, which notices a new model."""
    return decide(text, kelurahan, now, model=current_model())


def judge_public(text: str, channel: str, now: datetime) -> Noise:
    """Whether a comment in public is probably no complaint, by the model in force and the channel's thresholds."""
    model = current_model()
    return judge_noise(text, decide(text, None, now, model=model), model, level_of(channel))


def current_model() -> Model:
    """The model in force: the newest choice, or without one the shipped model. Kept in memory until another is."""
    newest = RoutingModelChoice.objects.order_by("-pk")
    training_id = newest.values_list("training", flat=True).first()
    if training_id is None:
        return load_model()
    if _held.training_id != training_id or _held.model is None:
        content = newest.values_list("training__content", flat=True)[0]
        _held.training_id, _held.model = training_id, unpack(bytes(content)) if content else load_model()
    return _held.model
