"""Renders a patient on any grid of slices: images, brain mask, labels."""

import os
from dataclasses import dataclass

import numpy as np

from ..noise import LARGE, MIDDLE
from .acquisition import acquire, draw_acquisition
from .distractors import Distractors
from .head import head_of
from .outline import outlined
from .patient import Patient
from .tissue import T2, draw_contrast, paint_tissue
from .tumour import paint_tumour


@dataclass
class Scene:
    """A rendering without noise: images float32 [4, z, y, x], masks bool."""

    images: np.ndarray
    brain: np.ndarray
    labels: np.ndarray | None
    """Whole tumour, core, enhancing: [3, z, y, x]; only of a full rendering."""


class Bank:
    """Anatomies and noise volumes of anatomy.py; those in use are kept in memory."""

    def __init__(self, folder: str):
        self.anatomies = np.load(os.path.join(folder, "anatomies.npy"), mmap_mode="r")
        self.noise = np.load(os.path.join(folder, "noise.npy"))
        self._open: dict[int, np.ndarray] = {}

    def anatomy(self, copy: int) -> np.ndarray:
        if copy not in self._open:
            self._open[copy] = np.ascontiguousarray(self.anatomies[copy])
        return self._open[copy]


def render(bank: Bank, patient: Patient, zs, ys, xs, full=True) -> Scene:
    """The patient at integer positions (mm, 0..159, 0..191, 0..159). `full` as in acquire().

    Rows and columns are 1 mm apart where `full`.
    """
    zs, ys, xs = (np.asarray(one) for one in (zs, ys, xs))
    seed, noise = patient.seed, bank.noise
    head = head_of(patient, bank.anatomy(patient.anatomy), zs, ys, xs)
    stage = [np.random.default_rng([11, seed, k]) for k in range(5)]
    contrast = draw_contrast(stage[0])
    images = paint_tissue(head, contrast, noise, stage[1])
    Distractors(patient, head, images, contrast, noise, stage[2]).paint()
    amounts = paint_tumour(patient, head, images, contrast, noise, stage[3])
    inside = _stripped(patient, head, noise, stage[4])
    images[T2][head.depth < 0] *= stage[4].uniform(0.3, 1)
    volume = np.stack([head.volume(np.maximum(one, 0).astype(np.float32)) for one in images])
    brain = head.volume(inside)
    acquisition = draw_acquisition(patient)
    images = acquire(volume, acquisition, zs, ys, xs, full)
    if not full:
        return Scene(images, brain, None)
    amounts = np.stack([head.volume(one) for one in amounts])
    return Scene(images, brain, outlined(amounts, acquisition) & brain)


def _stripped(patient: Patient, head, volumes, rng) -> np.ndarray:
    """The mask a skull stripper gave: border off by -2.5..3.5 mm, uneven in some."""
    u = rng.uniform
    poor = patient.poorly_stripped
    texture = head.textures(volumes, rng)
    edge = u(-4, 2.5) if poor else u(-2.5, 3.5)
    edge = edge + texture.draw(MIDDLE) * u(0, 1.2)
    uneven = u(0, 2.4) if rng.random() < 0.45 or poor else 0.0
    return head.depth > edge + texture.draw(LARGE) * uneven
