"""Training samples (slabs of a synthetic patient) and whole validation volumes.

    python -m segmentation.samples --bank BANK [--png FILE]      draws two samples of each kind
"""

import argparse
import time
from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

from .anatomy import split
from .preprocess import COLUMNS, GAP_MM, ROWS, SLICES, bounds, position_channels, statistics
from .scene.acquisition import LEVELS, add_noise, draw_acquisition
from .scene.patient import CENTRE, KINDS, Patient
from .scene.placement import draw_patient
from .scene.render import Bank, render

SPARSE = np.arange(2, 160, 5), np.arange(3, 192, 7), np.arange(2, 160, 6)
"""Positions at which the whole head is rendered for normalisation and bounding box."""
SMALL_MM2 = 250.0
"""Parts of a label smaller than this in the slice weigh more in the loss."""


@dataclass
class Sample:
    """One slice with its neighbours."""

    image: np.ndarray
    """float16 [23, 192, 160]"""
    labels: np.ndarray
    """uint8 [3, 192, 160]"""
    weight: np.ndarray
    """uint8 [192, 160]: the loss's weight times 16"""


class Sampler:
    """Sample number k of a stream is always the same: it is seeded by (stream, k)."""

    def __init__(self, bank: Bank, copies: list[int], stream: int):
        self.bank, self.copies, self.stream, self.number = bank, copies, stream, 0

    def next(self, kind: str | None = None) -> Sample:
        """The next sample; scenes and slices that show hardly any brain are skipped."""
        while True:
            rng = np.random.default_rng([23, self.stream, self.number])
            self.number += 1
            seed = int(rng.integers(1 << 40))
            patient = draw_patient(self.bank.anatomies, self.copies, seed, kind)
            sample = self._slab(patient, rng)
            if sample is not None:
                return sample

    def _slab(self, patient: Patient, rng) -> Sample | None:
        sparse = render(self.bank, patient, *SPARSE, full=False)
        if sparse.brain.sum() < 1500:
            return None
        stats = statistics(sparse.images, sparse.brain)
        top, middle_y, middle_x = self._box(sparse.brain)
        z = _interesting_slice(patient, sparse.brain, rng)
        row = int(np.clip(round(middle_y - CENTRE[1] + rng.normal(0, 2)), -14, 14))
        column = int(np.clip(round(middle_x - CENTRE[2] + rng.normal(0, 1.5)), -14, 14))
        zs = z + GAP_MM * np.arange(-(SLICES // 2), SLICES // 2 + 1)
        ys = np.clip(np.arange(ROWS) + row, 0, 191)
        xs = np.clip(np.arange(COLUMNS) + column, 0, 159)
        scene = render(self.bank, patient, zs, ys, xs)
        brain = scene.brain[SLICES // 2]
        if brain.sum() < 200:
            return None
        image = self._finished(patient, scene, stats, rng)
        below = top + rng.normal(0, 2) - z
        rows, columns = ys - middle_y - rng.normal(0, 2), xs - middle_x - rng.normal(0, 1.5)
        place = position_channels(below, rows, columns)
        image = np.concatenate([image.reshape(4 * SLICES, ROWS, COLUMNS), place])
        labels = scene.labels[:, SLICES // 2]
        weight = np.round(loss_weight(labels) * 16).astype(np.uint8)
        return Sample(image.astype(np.float16), labels.astype(np.uint8), weight)

    @staticmethod
    def _box(brain):
        (_, top), (y0, y1), (x0, x1) = bounds(brain)
        zs, ys, xs = SPARSE
        return zs[top], (ys[y0] + ys[y1]) / 2, (xs[x0] + xs[x1]) / 2

    @staticmethod
    def _finished(patient, scene, stats, rng):
        """Noise, z-score, and for 40 % of patients other contrast curves; other gain and offset."""
        acquisition = draw_acquisition(patient)
        images = add_noise(scene.images, acquisition, [sd for _, sd in stats], rng)
        for q, (mean, sd) in enumerate(stats):
            images[q] = np.clip((images[q] - mean) / sd, -4, 7)
            if acquisition.curves is not None:
                images[q] = np.interp(images[q], LEVELS, acquisition.curves[q])
            images[q] = images[q] * np.exp(rng.normal(0, 0.06)) + rng.normal(0, 0.07)
        return images * scene.brain


def _interesting_slice(patient: Patient, brain, rng) -> int:
    """Position z in mm: in 75 % near a lesion or cavity, else anywhere by the root of its area."""
    lesions = [one for one in patient.lesions if one.shape != "gliosis"]
    centre = CENTRE[0]
    if lesions and rng.random() < 0.75:
        # Many lesions: small ones as often as large ones.
        size = np.array([one.radius for one in lesions]) ** (0.3 if len(lesions) > 2 else 1.0)
        one = lesions[rng.choice(len(lesions), p=size / size.sum())]
        z = one.centre[0] + centre + rng.uniform(-1, 1) * (one.radius + 0.4 * one.reach)
    elif patient.cavity is not None and rng.random() < 0.6:
        z = patient.cavity.centre[0] + centre + rng.uniform(-1, 1) * patient.cavity.radius
    else:
        area = brain.sum((1, 2)).astype(float)
        share = np.where(area < 25, 0, np.sqrt(area))
        z = SPARSE[0][rng.choice(len(area), p=share / share.sum())] + rng.integers(-2, 3)
    return int(np.clip(z, 6, 153))


def loss_weight(labels: np.ndarray) -> np.ndarray:
    """Weight 1..7 by pixel [y, x]: sqrt(250 mm2 / area) in and 2 mm round small parts of a label."""
    weight = np.ones(labels.shape[1:], np.float32)
    for label in labels[:2]:
        parts, count = ndi.label(label)
        if count == 0:
            continue
        area = np.bincount(parts.ravel(), minlength=count + 1).astype(np.float32)
        value = np.clip(np.sqrt(SMALL_MM2 / np.maximum(area, 1)), 1, 7)
        value[0] = 1
        weight = np.maximum(weight, ndi.grey_dilation(value[parts], (5, 5)))
    return weight


def volume(bank: Bank, copies, seed, kind, thickness=None, poorly_stripped=None):
    """A whole patient with slices 3 mm apart, as a scanner and stripper would give it.

    Returns images float32 [4, 53, 192, 160] (0 outside the brain) and labels bool [3, ...].
    """
    patient = draw_patient(bank.anatomies, copies, seed, kind, thickness, poorly_stripped)
    scene = render(bank, patient, np.arange(1, 160, GAP_MM), np.arange(ROWS), np.arange(COLUMNS))
    sd = [one for _, one in statistics(scene.images, scene.brain)]
    rng = np.random.default_rng([29, seed])
    images = add_noise(scene.images, draw_acquisition(patient), sd, rng)
    return np.maximum(images, 1e-3) * scene.brain, scene.labels


def main():
    parser = argparse.ArgumentParser(description="Draws two samples of each kind.")
    parser.add_argument("--bank", required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--png")
    args = parser.parse_args()
    bank = Bank(args.bank)
    sampler = Sampler(bank, split(len(bank.anatomies))[0], args.seed)
    sampler.next()
    start = time.time()
    samples = [(kind, sampler.next(kind)) for kind in KINDS for _ in range(2)]
    print(f"{(time.time() - start) / len(samples):.3f} s a sample")
    if args.png:
        draw(samples, args.png)


def draw(samples, path: str):
    """FLAIR, T1, T1c, T2 and labels of each sample, one above the other."""
    from PIL import Image

    columns = []
    for _, one in samples:
        middle = one.image[SLICES // 2 : 4 * SLICES : SLICES].astype(np.float32)
        grey = np.clip((middle + 2.5) / 6 * 255, 0, 255)
        columns.append(np.concatenate([*grey, one.labels.sum(0) * 85.0]))
    half = len(columns) // 2
    rows = [np.concatenate(columns[:half], 1), np.concatenate(columns[half:], 1)]
    Image.fromarray(np.concatenate(rows).astype(np.uint8)).save(path)


if __name__ == "__main__":
    main()
