"""Makes the bank of deformed anatomies that synthetic patients are rendered from.

    python -m segmentation.anatomy --out BANK [--copies 14] [--seed 1]

BANK/anatomies.npy: uint8 [copy, z, y, x, 8] at 1 mm (z up, y to posterior, x to left). Channels:
    0 tissue: 0 CSF, 100 grey, 200 white      1 signed distance to the brain's border + 30 mm
    2 ventricles   3 cerebellum   4 limbic grey   5 deep grey
    6 exp(-distance to the ventricles / 7 mm)  7 brainstem        (maps 0..100)
BANK/noise.npy: noise.py. The last copies of each template are never trained on (held_out()).
"""

import argparse
import os
import time

import numpy as np
from scipy import ndimage as ndi

from .noise import LARGE, MIDDLE, noise_volumes
from .templates import COLIN_FOLDER, Template, load_templates

SHAPE = (160, 192, 160)
BORDER = 30
HELD_OUT = 2
"""Copies of each template kept for validation."""


def split(count: int) -> tuple[list[int], list[int]]:
    """Indices of the copies to train on and of those held out, of a bank with two templates."""
    half = count // 2
    kept = min(HELD_OUT, half - 1)
    last = [k for k in range(count) if k % half >= half - kept]
    return [k for k in range(count) if k not in last], last


def _smooth_field(rng, sd_mm: float, nodes: int):
    """Random displacement [3][z, y, x] in mm, smooth over the distance of its nodes."""
    zoom = [extent / nodes for extent in SHAPE]
    return [
        ndi.gaussian_filter(
            ndi.zoom(rng.normal(0, sd_mm, (nodes,) * 3).astype(np.float32), zoom, order=1),
            44.0 / nodes,
        )
        for _ in range(3)
    ]


def rotation(a: float, b: float, c: float) -> np.ndarray:
    """Rotation by three angles (rad) about the first, second and third axis, in this order."""
    out = np.eye(3)
    for axis, angle in enumerate((a, b, c)):
        j, k = (q for q in range(3) if q != axis)
        turn = np.eye(3)
        turn[j, j] = turn[k, k] = np.cos(angle)
        turn[j, k], turn[k, j] = -np.sin(angle), np.sin(angle)
        out = out @ turn
    return out


def _points(rng, template: Template):
    """Where each voxel of the copy is looked up in the template, [3][z, y, x].

    Brain volume 1.2-1.7 l, rotation sd 3 degrees, elastic sd 1.5-6 mm (7 nodes) and 0-2.5 mm (16
    nodes), ventricles -15..+50 % by side.
    """
    axes = [np.arange(n, dtype=np.float32) - (n - 1) / 2 for n in SHAPE]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"))
    scale = (template.brain.sum() / rng.uniform(1.2e6, 1.7e6)) ** (1 / 3)
    scale = scale * np.exp(rng.normal(0, 0.035, 3))
    points = np.tensordot(rotation(*rng.normal(0, 0.05, 3)) * scale[None], grid, 1)
    coarse = _smooth_field(rng, rng.uniform(1.5, 6.0), 7)
    fine = _smooth_field(rng, rng.uniform(0.0, 2.5), 16)
    points = [points[k] + coarse[k] + fine[k] for k in range(3)]
    if rng.random() < 0.7:
        for side in (-1, 1):
            amount = rng.uniform(-0.15, 0.5)
            away = (points[0] / 22) ** 2 + (points[1] / 34) ** 2
            away = away + ((points[2] - side * 8) / 20) ** 2
            q = 1 - amount * np.exp(-away) * np.clip(0.5 + side * points[2] / 10, 0, 1)
            points = [one * q for one in points]
    centre = ndi.center_of_mass(template.brain)
    return [points[k] + centre[k] for k in range(3)]


def _change_sulci(rng, template: Template, tissue, depth, noise):
    """Widens or narrows sulci with a regional part; draws extra folds in the outer 16 mm."""

    def roll(scale):
        origin = rng.integers(0, 128, 3)
        index = [(np.arange(n) + o) % 128 for n, o in zip(SHAPE, origin)]
        return noise[scale][np.ix_(*index)]

    atrophy = rng.uniform(-0.3, 0.12) + rng.uniform(0, 0.15) * roll(LARGE)
    tissue = tissue + atrophy * (tissue < 1.15)
    # ICBM152 is an average: its cortex is blurred and needs folds more than Colin27's.
    if rng.random() < (0.75 if template.name == "icbm" else 0.35):
        width = rng.uniform(0.08, 0.2)
        fold = np.exp(-((roll(MIDDLE) / width) ** 2)) * np.clip((16 - depth) / 6, 0, 1)
        tissue = tissue - fold * np.clip((1.7 - tissue) * 2, 0, 1) * rng.uniform(0.3, 1.0)
        fold = np.exp(-(((np.abs(roll(MIDDLE)) - 1.1) / 0.3) ** 2))
        fold = fold * np.clip((14 - depth) / 6, 0, 1) * np.clip(depth / 4, 0, 1)
        tissue = tissue + fold * rng.uniform(0, 0.5) * (tissue > 0.7)
    return tissue


def deformed_copy(template: Template, seed, noise) -> np.ndarray:
    """One anatomy, uint8 [z, y, x, 8] (channels in the module's text)."""
    rng = np.random.default_rng(seed)
    points = _points(rng, template)

    def look(volume):
        return ndi.map_coordinates(volume.astype(np.float32), points, order=1, mode="constant")

    brain = look(template.brain) > 0.5
    depth = ndi.distance_transform_edt(brain) - ndi.distance_transform_edt(~brain)
    tissue = _change_sulci(rng, template, look(template.tissue), depth, noise)
    tissue = np.clip(tissue, 0, 2.3) * brain
    ventricles = look(template.ventricles)
    ventricles = np.maximum(ventricles, (tissue < 0.7) & (ventricles > 0.1)) * (tissue < 1)
    ventricles = ndi.gaussian_filter(ventricles, 1.0)
    near = np.exp(-ndi.distance_transform_edt(ventricles < 0.4) / 7.0)
    cerebellum, limbic, deep, stem = (look(one) * 100 for one in template.regions)
    channels = [tissue * 100, depth + BORDER, ventricles * 100, cerebellum, limbic, deep]
    channels += [near * 100, stem]
    return np.stack([np.clip(np.round(c), 0, 255).astype(np.uint8) for c in channels], -1)


def main():
    parser = argparse.ArgumentParser(description="Makes the bank of deformed anatomies.")
    parser.add_argument("--out", required=True)
    parser.add_argument("--colin", default=COLIN_FOLDER, help="folder of ch2.nii.gz, ch2bet.nii.gz")
    parser.add_argument("--copies", type=int, default=14, help="copies of each of two templates")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    noise = noise_volumes(args.seed)
    np.save(os.path.join(args.out, "noise.npy"), noise)
    templates = load_templates(args.colin)
    shape = (len(templates) * args.copies, *SHAPE, 8)
    bank = np.lib.format.open_memmap(os.path.join(args.out, "anatomies.npy"), "w+", np.uint8, shape)
    for i, template in enumerate(templates):
        for copy in range(args.copies):
            start = time.time()
            bank[i * args.copies + copy] = deformed_copy(template, [args.seed, i, copy], noise)
            print(f"{template.name} {copy}: {time.time() - start:.1f} s", flush=True)
    bank.flush()


if __name__ == "__main__":
    main()
