"""The patient's head at the points of one rendering, and what every stage of it needs."""

from dataclasses import dataclass

import numpy as np

from ..noise import Textures
from .patient import CENTRE, Patient

MARGIN_MM = 5
"""Points further outside the brain than this are never looked at."""


@dataclass
class Head:
    """Maps at the n points near the brain (flat float32), of all the points of a grid."""

    shape: tuple[int, int, int]
    near: np.ndarray
    """Indices of the n points in the flattened grid."""
    grid: tuple[np.ndarray, np.ndarray, np.ndarray]
    """Integer positions z, y, x in mm, for the noise."""
    z: np.ndarray
    y: np.ndarray
    x: np.ndarray
    tissue: np.ndarray
    """0 CSF, 1 grey, 2 white matter."""
    depth: np.ndarray
    """Distance to the brain's border in mm, inside positive."""
    ventricle: np.ndarray
    cerebellum: np.ndarray
    limbic: np.ndarray
    deep_grey: np.ndarray
    near_ventricle: np.ndarray
    stem: np.ndarray

    def textures(self, volumes, rng, part=None) -> Textures:
        """Noise at all points, or at those of the index array `part`."""
        points = self.grid if part is None else [one[part] for one in self.grid]
        return Textures(volumes, rng, *points)

    def volume(self, values: np.ndarray) -> np.ndarray:
        """Values at the points as the grid's array, 0 elsewhere."""
        out = np.zeros(np.prod(self.shape), values.dtype)
        out[self.near] = values
        return out.reshape(self.shape)


def head_of(patient: Patient, anatomy: np.ndarray, zs, ys, xs) -> Head:
    """The head on the grid of integer positions zs, ys, xs (mm, 0..159, 0..191, 0..159)."""
    axes = [np.asarray(one, np.int32) for one in (zs, ys, xs)]
    grid = [one.ravel() for one in np.meshgrid(*axes, indexing="ij")]
    points = np.stack([one - np.float32(c) for one, c in zip(grid, CENTRE)]).astype(np.float32)
    maps = patient.look_up(anatomy, points)
    near = np.nonzero(maps[1] > -MARGIN_MM)[0]
    maps = np.ascontiguousarray(maps[:, near])
    return Head(
        tuple(len(one) for one in axes),
        near,
        tuple(np.ascontiguousarray(one[near]) for one in grid),
        *np.ascontiguousarray(points[:, near]),
        *maps,
    )
