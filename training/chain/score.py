"""Scores an answer in the space of a reference that lies elsewhere (BraTS, for one).

The reference's own T1c is registered to the native T1c rigidly, compared only inside the reference's
brain; the answer is then carried to the reference, which stays as it is. What that costs is measured
with the reference itself, carried to our grid of 1 mm and back, and to the native T1c's thick slices and
back (linear, above one half).
"""

import os

import itk
import numpy as np
from scipy import ndimage as ndi

from segmentation.metrics import ALL_NEIGHBOURS, count_lesions, dice, ranges
from segmentation.real import regions

from .register import carry, middle_of, motion, register


def against(study, found: np.ndarray, folder: str):
    """Figures, and (images, truth, answer) in the reference's space for a picture.

    folder: t1c.nii.gz and seg_mav.nii.gz, 1 mm, stripped; above 2 is enhancing, 2 oedema, 1 core.
    """
    there = itk.imread(os.path.join(folder, "t1c.nii.gz"), itk.F)
    label = np.asarray(itk.imread(os.path.join(folder, "seg_mav.nii.gz"), itk.F))
    truth = regions(label)
    matrix, quality = placed(study, there)
    masks = np.stack([carry(one, study.grid, matrix, there) > 0.5 for one in found])
    images = np.stack([carry(one, study.grid, matrix, there) for one in study.volumes])
    lesions = count_lesions(masks[0], truth[1], truth[0], 1.0, 0, 1000)
    figures = {
        "dice": [round(dice(a, b), 3) for a, b in zip(masks, truth)],
        "hd95_mm": [hd95(a, b) for a, b in zip(masks, truth)],
        "ml": [round(float(one.sum()) / 1000, 1) for one in masks],
        "reference_ml": [round(float(one.sum()) / 1000, 1) for one in truth],
        "lesions": vars(lesions),
        "largest_false_ml": largest_false(masks[0], truth[0]),
        "registration": quality,
    }
    for name, grid in (("our_grid", study.grid), ("native_slices", study.t1c)):
        again = [there_and_back(one, there, grid, matrix) for one in truth]
        figures[f"reference_through_{name}_dice"] = [round(dice(a, b), 3) for a, b in zip(again, truth)]
    return figures, (images, truth, masks)


def placed(study, there) -> tuple[np.ndarray, dict]:
    """Matrix from the reference's space to the native one, and how well the two T1c agree."""
    volume = np.asarray(there)
    brain = volume > 0
    # Two patient spaces: the search begins with the middles of the two brains on each other.
    start = np.eye(4)
    start[:3, 3] = middle_of(study.brain, study.t1c) - middle_of(brain, there)
    matrix = register(there, study.t1c, brain, start)
    seen = carry(np.asarray(study.t1c), study.t1c, matrix, there)
    both = brain & (seen > 0)
    ours = carry(study.volumes[2] > 0, study.grid, matrix, there) > 0.5
    return matrix, {
        "degrees": motion(matrix, np.zeros(3))["degrees"],
        "t1c_correlation": round(float(np.corrcoef(seen[both], volume[both])[0, 1]), 3),
        "brain_dice": round(dice(ours, brain), 3),
    }


def there_and_back(mask, there, native, matrix) -> np.ndarray:
    """A mask of the reference's space on a native grid, and from there back again."""
    once = carry(mask, there, np.linalg.inv(matrix), native) > 0.5
    return carry(once, native, matrix, there) > 0.5


def hd95(found: np.ndarray, truth: np.ndarray) -> float | None:
    """95th percentile of the distances between two borders (mm at 1 mm), the larger direction's."""
    if not found.any() or not truth.any():
        return None
    a, b = (mask & ~ndi.binary_erosion(mask) for mask in (found, truth))
    gaps = (ndi.distance_transform_edt(~y)[x] for x, y in ((a, b), (b, a)))
    return round(float(max(np.percentile(one, 95) for one in gaps)), 1)


def largest_false(found: np.ndarray, truth: np.ndarray) -> float:
    """Volume (ml) of the largest component found that touches no true tumour."""
    parts, count = ndi.label(found, ALL_NEIGHBOURS)
    sizes = [
        (parts[box] == number).sum()
        for number, box in ranges(parts, count)
        if not truth[box][parts[box] == number].any()
    ]
    return round(float(max(sizes, default=0)) / 1000, 2)
