"""From the scene to what a scanner gives: slices, blur, shift, bias, cut field of view, noise."""

from dataclasses import dataclass

import numpy as np

from .kernels import blur
from .patient import Patient

TAPS = np.arange(-4, 5)
EXTENT = (160, 192, 160)
LEVELS = np.array([-4.0, -2.0, -1.0, -0.3, 0.4, 1.2, 2.5, 7.0])


def _profile(rng, count, span, sd):
    """Smooth random function of position, sd about `sd`, nodes `span` mm apart."""
    nodes = rng.normal(0, sd, int(np.ceil(count / span)) + 3)
    nodes = np.convolve(np.pad(nodes, 1, mode="edge"), [0.25, 0.5, 0.25], "valid")
    return np.interp(np.arange(count) / span, np.arange(len(nodes)), nodes).astype(np.float32)


@dataclass
class Sequence:
    """How one sequence was acquired."""

    mixing: float
    skew: float
    """Share of a slice from its neighbours, and how unevenly."""
    taps: tuple[np.ndarray, np.ndarray]
    """Blur and shift along rows and columns."""
    bias: tuple[np.ndarray, np.ndarray, np.ndarray]
    """Factors by position along z, y, x (mm)."""
    noise: float
    """Sd of the noise in units of the sequence's own sd."""

    def mixed(self, image: np.ndarray) -> np.ndarray:
        """A volume float32 [z, y, x] with each slice's share from those before and after it."""
        if self.mixing <= 0.02:
            return image
        before = np.concatenate([image[:1], image[:-1]])
        after = np.concatenate([image[1:], image[-1:]])
        half = np.float32(self.mixing / 2)
        image = image * np.float32(1 - self.mixing)
        return image + before * (half * (1 + self.skew)) + after * (half * (1 - self.skew))


@dataclass
class Acquisition:
    sequences: list[Sequence]
    cut: tuple[int, float, float] | None
    """Sequence whose field of view ends inside the brain, direction (rad), distance (mm)."""
    smooth_noise: bool
    curves: np.ndarray | None
    """Brightness that comes out at LEVELS, [4, levels], rising; in units of the normalised image."""


def draw_acquisition(patient: Patient) -> Acquisition:
    """One poor sequence (more blur, shift and noise) in 10 %; shifts up to about 2 mm in 12 %."""
    rng = np.random.default_rng([19, patient.seed])
    u = rng.uniform
    base, shared = u(0, 0.5), rng.normal(0, 0.09)
    poor = int(rng.integers(4)) if rng.random() < 0.1 else -1
    moved = int(rng.integers(4)) if rng.random() < 0.12 else -1
    sequences = [
        _sequence(patient, base, shared, q == poor, q == moved, rng) for q in range(4)
    ]
    cut = None
    if rng.random() < 0.1:
        cut = int(rng.integers(4)), u(0, 2 * np.pi), u(45, 85)
    curves = None
    if rng.random() < 0.4:
        curves = np.sort(LEVELS + rng.normal(0, u(0.05, 0.25), (4, len(LEVELS))), axis=1)
    return Acquisition(sequences, cut, rng.random() < 0.6, curves)


def _sequence(patient, base, shared, poor, moved, rng) -> Sequence:
    u = rng.uniform
    taps = []
    for _ in range(2):
        sd = base + (u(0, 0.45) if rng.random() < 0.75 else u(0.3, 1.3)) + (0.8 if poor else 0.0)
        shift = rng.normal(0, 1.0 if moved else 0.35) if moved or rng.random() < 0.5 else 0.0
        g = np.exp(-0.5 * ((TAPS - np.clip(shift, -2, 2)) / max(sd, 0.25)) ** 2)
        g[g < 1e-3 * g.sum()] = 0
        taps.append((g / g.sum()).astype(np.float32))
    # Uneven sensitivity: mostly along the head and front to back, little left to right.
    z = _profile(rng, EXTENT[0], 14, 0.05 * u(0.2, 1)) + _profile(rng, EXTENT[0], 50, 0.13 * u(0.2, 1))
    low = np.clip((70 - np.arange(EXTENT[0])) / 40, 0, 1) * (rng.normal(0, 0.1) + shared)
    y = _profile(rng, EXTENT[1], 55, 0.17 * u(0.2, 1))
    x = _profile(rng, EXTENT[2], 60, 0.08 * u(0.2, 1))
    noise = u(0.01, 0.25) * (rng.random() < 0.9) + (u(0.15, 0.45) if poor else 0.0)
    factors = tuple(np.exp(one).astype(np.float32) for one in (z + low, y, x))
    mixing = patient.thickness * u(0.7, 1.1)
    return Sequence(mixing, u(-0.4, 0.4), tuple(taps), factors, noise)


def acquire(images: np.ndarray, acquisition: Acquisition, zs, ys, xs, full=True) -> np.ndarray:
    """Images float32 [4, z, y, x] at integer positions; `full` False leaves out mixing and blur.

    Mixing takes the slices before and after in the array: 3 mm apart where `full`.
    """
    for q, one in enumerate(acquisition.sequences):
        image = images[q]
        if full:
            image = one.mixed(image)
            image = blur(blur(image.astype(np.float32), one.taps[0], 1), one.taps[1], 2)
        z, y, x = one.bias
        images[q] = image * z[zs][:, None, None] * y[ys][None, :, None] * x[xs][None, None, :]
    if acquisition.cut is not None:
        q, angle, distance = acquisition.cut
        along = (ys[:, None] - 95.5) * np.sin(angle) + (xs[None] - 79.5) * np.cos(angle)
        images[q][:, along > distance] = 0
    return images


def add_noise(images, acquisition: Acquisition, sd, rng) -> np.ndarray:
    """Adds noise; `sd`: the sd of each sequence, the unit of its noise level."""
    for q, one in enumerate(acquisition.sequences):
        white = rng.standard_normal(images[q].shape, np.float32)
        if acquisition.smooth_noise:
            rows, columns = np.roll(white, 1, 1), np.roll(white, 1, 2)
            white = (white + rows + columns + np.roll(rows, 1, 2)) * np.float32(0.5)
        images[q] += white * np.float32(one.noise * sd[q])
    return images
