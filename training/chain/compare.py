"""Which order of stripping and registering is best, on synthetic heads with a known motion.

    python -m chain.compare --heads HEADS --stripper STRIPPER.onnx [--patients 3]

HEADS: made by stripping.anatomy. One deformed head is drawn as T1c and, after a known motion, as T1, T2
and FLAIR with slices of 5 mm. Printed for each order: mean and largest error in mm of the brain's
voxels. Orders: `skull`, with skull; `brains`, each stripped first; `inside`, T1c stripped first, the
others with skull, compared only inside its brain; `both`, as `skull`, then as `inside`. Then Dice with
the true brain of the mask of T1c (`one`), and of the voxels that at least two of four carried masks hold
(`two`) or three (`three`).
"""

import argparse
import json

import itk
import numpy as np
from scipy import ndimage as ndi

from segmentation.metrics import dice
from stripping import scene, strip
from stripping.contrast import Contrast

from .register import affine_of, carry, cubic_grid, image_of, register, register_heads

FIRST_SEED = 950_000_000
SLICE_MM = 5
DEGREES, SHIFT_MM = 6, 7
"""Standard deviation of the motion about and along each axis."""


def drawn(head, place, random, kind):
    """The head of a deformation in a contrast at 1 mm, and its brain."""
    contrast = Contrast(random, kind)
    image, inside = np.zeros(scene.FINE, np.float32), np.zeros(scene.FINE, np.uint8)
    look = contrast.mean, contrast.brain, head.tile, *contrast.texture, random.integers(0, 64, 3)
    scene.paint(head.label, head.tissue, place, *look, image, inside)
    scene.lesions(random, image, inside)
    return image, inside > 0


def scanned(image, random):
    """Thick slices and noise, with the first voxel in the head's own frame.

    Rows run to posterior and columns to the left in both frames, slices to the top.
    """
    count = image.shape[0] // SLICE_MM
    thick = image[: count * SLICE_MM].reshape(count, SLICE_MM, *image.shape[1:]).mean(1)
    thick = np.abs(thick + random.standard_normal(thick.shape) * random.uniform(0.01, 0.06))
    thick *= np.exp(scene.spread(random.normal(0, 0.15, (4, 4, 4)).astype(np.float32), thick.shape))
    out = itk.image_from_array(thick.astype(np.float32))
    out.SetSpacing([1, 1, SLICE_MM])
    out.SetOrigin([0, 0, (SLICE_MM - 1) / 2])
    return out


def motion_of(random) -> np.ndarray:
    """4 x 4, about the middle of the head, in mm (x, y, z)."""
    out = np.eye(4)
    out[:3, :3] = scene.rotation(np.radians(random.normal(0, DEGREES, 3)))
    middle = np.array(scene.FINE)[::-1] / 2
    out[:3, 3] = middle + random.normal(0, SHIFT_MM, 3) - out[:3, :3] @ middle
    return out


def moved(image, fine, matrix):
    """The head after the motion: what was at matrix^-1 p is at p."""
    return carry(image, fine, np.linalg.inv(matrix), fine)


def errors(found, true, brain, fine) -> tuple[float, float]:
    at = np.argwhere(brain[::6, ::6, ::6])[:, ::-1] * 6
    points = affine_of(fine) @ np.column_stack([at, np.ones(len(at))]).T
    apart = np.linalg.norm(((found - true) @ points)[:3], axis=0)
    return float(apart.mean()), float(apart.max())


def stripped(image, ask):
    spacing = np.array(itk.spacing(image))[::-1]
    return strip.strip(np.asarray(image), spacing, ask) > 0


def patient(head, seed, ask) -> dict[str, list]:
    random = np.random.default_rng(seed)
    place = scene.deformation(head, random)
    fine = itk.image_from_array(np.zeros(scene.FINE, np.uint8))
    image, brain = drawn(head, place, random, "t1c")
    fixed = scanned(image, random)
    mask = stripped(fixed, ask)
    grid = cubic_grid(fixed)
    votes, out = [carry(mask, fixed, np.eye(4), grid) > 0.5], {}
    for kind in ("t1", "t2", "flair"):
        true = motion_of(random)
        moving = scanned(moved(drawn(head, place, random, kind)[0], fine, true), random)
        other = stripped(moving, ask)
        brains = [image_of(np.asarray(i) * m, i) for i, m in ((fixed, mask), (moving, other))]
        orders = {
            "skull": register(fixed, moving),
            "brains": register(*brains),
            "inside": register(fixed, moving, mask),
            "both": register_heads(fixed, moving, mask),
        }
        for name, found in orders.items():
            out.setdefault(name, []).append(errors(found, true, brain, fine))
        votes.append(carry(other, moving, orders["both"], grid) > 0.5)
    truth = carry(brain, fine, np.eye(4), grid, 0) > 0
    votes = np.array(votes)
    for name, mask in (("one", votes[0]), ("two", votes.sum(0) > 1), ("three", votes.sum(0) > 2)):
        out[name] = [dice(ndi.binary_fill_holes(mask), truth)]
    return out


def main():
    parser = argparse.ArgumentParser(description="Compares orders of stripping and registering.")
    parser.add_argument("--heads", required=True)
    parser.add_argument("--stripper", required=True)
    parser.add_argument("--patients", type=int, default=3)
    args = parser.parse_args()
    heads, ask, rows = scene.heads_of(args.heads), strip.network(args.stripper, 1), {}
    for number in range(args.patients):
        found = patient(heads[number % 2], FIRST_SEED + number, ask)
        short = {name: np.round(values, 3).tolist() for name, values in found.items()}
        print(FIRST_SEED + number, json.dumps(short), flush=True)
        for name, values in found.items():
            rows.setdefault(name, []).extend(values)
    for name, values in rows.items():
        values = np.array(values)
        print(name, "mean", values.mean(0).round(4).tolist(), "most", values.max(0).round(4).tolist())


if __name__ == "__main__":
    main()
