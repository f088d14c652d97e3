"""The entrance to training for a machine that may lack scikit-learn."""

from collections.abc import Sequence

from .classifier import Calibration, Model
from .profile import Example

try:
    from .train import train
except ImportError:
    IS_TRAINABLE = False
else:
    IS_TRAINABLE = True


def train_on(examples: Sequence[Example], calibration: Calibration) -> Model:
    """The model of these examples. Call it only where IS_TRAINABLE."""
    return train(examples, calibration)
