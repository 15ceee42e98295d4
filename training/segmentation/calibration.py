"""How a network's logits become probabilities: one curve a region, fitted by calibrate.py."""

import json
from dataclasses import asdict, dataclass

import numpy as np

KNEE = -2.0
"""Logit from which on the curve's slope is another: a Dice loss drives what is likely further apart than
what is unlikely, so that one slope leaves an error where it matters."""


@dataclass(frozen=True)
class Calibration:
    """probability = sigmoid(scale * logit + bend * max(0, logit - KNEE) + offset), by region."""

    scale: tuple[float, ...] = (1.0, 1.0, 1.0)
    bend: tuple[float, ...] = (0.0, 0.0, 0.0)
    offset: tuple[float, ...] = (0.0, 0.0, 0.0)

    def probability(self, logits: np.ndarray) -> np.ndarray:
        """Mean of the probabilities of both passes; logits [2, 3, ...] -> [3, ...], float32."""
        shape = (1, 3) + (1,) * (logits.ndim - 2)
        logits = logits.astype(np.float32)
        scale, bend, offset = (
            np.asarray(one, np.float32).reshape(shape) for one in (self.scale, self.bend, self.offset)
        )
        return sigmoid(logits * scale + np.maximum(logits - KNEE, 0) * bend + offset).mean(0)

    def save(self, path: str):
        with open(path, "w") as file:
            json.dump(asdict(self), file, indent=2)

    @classmethod
    def load(cls, path: str | None) -> "Calibration":
        """Of a file; without one, of a network whose file holds its calibration already."""
        if path is None:
            return CALIBRATED
        with open(path) as file:
            return cls(**{name: tuple(values) for name, values in json.load(file).items()})


CALIBRATED = Calibration()
"""Changes nothing."""


def sigmoid(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))
