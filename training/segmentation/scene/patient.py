"""Who a synthetic patient is: anatomy, pose, lesions. Fully given by (seed, kind)."""

from dataclasses import dataclass, field

import numpy as np

from ..anatomy import rotation
from .kernels import warp

KINDS = ("none", "wmd", "ring", "multi", "lgg", "mets", "cyst", "cavity")
"""No tumour; no tumour but white-matter disease; one enhancing tumour; several with satellites;
non-enhancing; metastases; cyst; resection cavity with or without residual tumour."""
PRIOR = (0.14, 0.12, 0.28, 0.08, 0.14, 0.18, 0.03, 0.03)

CENTRE = (79.5, 95.5, 79.5)
"""Middle of the patient's space [160, 192, 160] in mm (z, y, x)."""
NODE_GAP = np.float32(25.0)


@dataclass
class Lesion:
    """One focus. Lengths in mm; `centre` z, y, x from the middle of the patient's space."""

    number: int
    centre: np.ndarray
    radius: float
    shape: str
    """ring, solid, patchy, cyst, infiltrating (non-enhancing), rim (beside a cavity), gliosis."""
    reach: float
    """How far oedema goes beyond the radius."""
    push: float
    """Mass effect, 0 none .. 0.5."""


@dataclass
class Cavity:
    """A resection cavity, label 0."""

    centre: np.ndarray
    radius: float


@dataclass
class Patient:
    """Everything random that does not depend on where the patient is rendered."""

    seed: int
    kind: str
    anatomy: int
    thickness: float
    """Share of a slice that comes from its neighbours 3 mm away, 0..0.66."""
    poorly_stripped: bool
    matrix: np.ndarray
    shift: np.ndarray
    nodes: np.ndarray
    lesions: list[Lesion] = field(default_factory=list)
    cavity: Cavity | None = None

    def pushing(self) -> np.ndarray:
        """Rows of z, y, x, radius, amount of the lesions with mass effect."""
        rows = [[*one.centre, one.radius, one.push] for one in self.lesions if one.push > 0]
        return np.array(rows, np.float32).reshape(-1, 5)

    def look_up(self, anatomy: np.ndarray, points: np.ndarray) -> np.ndarray:
        """The anatomy's 8 maps at points float32 [3, n] (mm from the centre)."""
        out = np.zeros((8, points.shape[1]), np.float32)
        pose = self.matrix, self.shift, self.nodes
        warp(anatomy, *points, *pose, NODE_GAP, self.pushing(), out)
        return out


def pose(rng, shape):
    """Matrix and shift from patient mm to anatomy voxels: rotation sd 4-5 degrees, size sd 5 %."""
    a, b, c = rng.normal(0, 0.07, 3) * (0.8, 0.8, 1.2)
    matrix = rotation(a, c, b) * np.exp(rng.normal(0, 0.05, 3))[None]
    if rng.random() < 0.5:
        matrix[2] *= -1
    shift = (np.array(shape) - 1) / 2 + rng.normal(0, 2.5, 3)
    return matrix.astype(np.float32), shift.astype(np.float32)


def elastic_nodes(rng) -> np.ndarray:
    """Displacement in voxels at 9^3 nodes 25 mm apart, sd up to about 2 mm after smoothing."""
    nodes = rng.normal(0, 1, (9, 9, 9, 3)) * rng.uniform(0, 4.5)
    for axis in range(3):
        wide = np.moveaxis(nodes, axis, 0)
        wide = np.concatenate([wide[:1], wide, wide[-1:]])
        wide = wide[:-2] * 0.25 + wide[1:-1] * 0.5 + wide[2:] * 0.25
        nodes = np.moveaxis(wide, 0, axis)
    return np.ascontiguousarray(nodes, np.float32)
