"""Overlap, lesion-wise and calibration figures. Masks bool [z, y, x]; volumes of voxels in mm3."""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

ALL_NEIGHBOURS = np.ones((3, 3, 3), bool)
BINS = 15


def dice(found: np.ndarray, truth: np.ndarray) -> float:
    """Overlap 0..1; nan where the truth is empty."""
    if not truth.any():
        return float("nan")
    return float(2 * (found & truth).sum() / (found.sum() + truth.sum()))


def ranges(labels: np.ndarray, count: int):
    """Slices of every component, so that each is looked at in its own box only."""
    return list(zip(range(1, count + 1), ndi.find_objects(labels, count)))


@dataclass
class LesionCount:
    """Lesions of one patient within a range of diameters, and false ones."""

    present: int
    found: int
    false: int


def count_lesions(found, core, whole, voxel_mm3, low_mm=3.0, high_mm=10.0) -> LesionCount:
    """Lesions are components (26 neighbours) of the true core.

    Their diameter is that of a sphere of the same volume. One is found when any voxel found lies in
    it; a component found is false when it touches no true whole tumour.
    """
    labels, count = ndi.label(core, ALL_NEIGHBOURS)
    present = hit = 0
    for number, box in ranges(labels, count):
        inside = labels[box] == number
        diameter = (inside.sum() * voxel_mm3 * 6 / np.pi) ** (1 / 3)
        if low_mm <= diameter <= high_mm:
            present += 1
            hit += bool((found[box] & inside).any())
    parts, parts_count = ndi.label(found, ALL_NEIGHBOURS)
    false = sum(
        not (whole[box] & (parts[box] == number)).any()
        for number, box in ranges(parts, parts_count)
    )
    return LesionCount(present, hit, int(false))


def calibration_error(p, truth, weight, least=0.0) -> float:
    """Expected calibration error over voxels with p >= least: 15 bins of equal width.

    Naeini et al. 2015 (AAAI): mean over voxels of |share that is true - mean p| of their bin.
    """
    kept = p >= least
    p, truth, weight = p[kept], truth[kept], weight[kept]
    bins = np.minimum((p * BINS).astype(int), BINS - 1)
    total = np.bincount(bins, weight, BINS)
    gap = np.bincount(bins, weight * p, BINS) - np.bincount(bins, weight * truth, BINS)
    return float(np.abs(gap).sum() / max(total.sum(), 1e-9))
