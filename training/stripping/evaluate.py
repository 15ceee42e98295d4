"""Figures of a network on synthetic scans with fixed seeds (never trained on), or against given masks.

python -m stripping.evaluate --net RUN.pt --bank BANK [--n 6]
python -m stripping.evaluate --net RUN.pt --folder CASE --names t1 t1c t2 flair   (brain_mask_NAME beside NAME)
"""
import argparse
import json
import os
import time

import numpy as np
from scipy import ndimage as ndi

from .strip import load, network, strip

FIRST_SEED = 900_000_000


def overlap(found, true, spacing):
    """Dice, mean and 95th percentile of the distance between the borders (mm), ml missed and extra."""
    unit = float(np.prod(spacing)) / 1000
    where = np.argwhere(found | true)
    if where.size:
        box = tuple(slice(max(0, low - 1), high + 2) for low, high in zip(where.min(0), where.max(0)))
        found, true = found[box], true[box]
    edge = lambda mask: mask & ~ndi.binary_erosion(mask)
    a, b = edge(found), edge(true)
    gaps = np.concatenate([
        ndi.distance_transform_edt(~b, sampling=spacing)[a],
        ndi.distance_transform_edt(~a, sampling=spacing)[b],
    ]) if a.any() and b.any() else np.array([np.inf])
    return dict(
        dice=round(2 * float((found & true).sum()) / max(1, float(found.sum() + true.sum())), 4),
        mean_mm=round(float(gaps.mean()), 2), p95_mm=round(float(np.percentile(gaps, 95)), 2),
        found_ml=round(found.sum() * unit), true_ml=round(true.sum() * unit),
        missed_ml=round((true & ~found).sum() * unit), extra_ml=round((found & ~true).sum() * unit),
    )


def on_folder(ask, folder, names):
    for name in names:
        scan, spacing, _ = load(os.path.join(folder, name + ".nii.gz"))
        true = load(os.path.join(folder, f"brain_mask_{name}.nii.gz"))[0] > 0
        begin = time.time()
        found = strip(scan, spacing, ask) > 0
        yield name, dict(seconds=round(time.time() - begin, 1), **overlap(found, true, spacing))


def on_synthetic(ask, bank, count):
    from . import grid
    from .scene import heads_of, scan
    heads, steps = heads_of(bank), (1.0, 3.0, 5.5)
    seed = FIRST_SEED
    for kind in ("t1", "t1c", "t2", "flair", "random"):
        for thick in steps:
            rows = []
            for _ in range(count):
                volume, spacing, true = scan(heads[seed % 2], seed, kind, thick)
                seed += 1
                rows.append(overlap(strip(volume, spacing, ask) > 0, true > 0, spacing))
            dices = [row["dice"] for row in rows]
            yield f"{kind} {thick} mm", dict(
                dice=round(float(np.mean(dices)), 4), worst=min(dices),
                mean_mm=round(float(np.mean([row["mean_mm"] for row in rows])), 2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--net", required=True)
    parser.add_argument("--bank")
    parser.add_argument("--n", type=int, default=6)
    parser.add_argument("--folder")
    parser.add_argument("--names", nargs="+", default=["t1", "t1c", "t2", "flair"])
    options = parser.parse_args()
    ask = network(options.net)
    rows = on_folder(ask, options.folder, options.names) if options.folder else on_synthetic(ask, options.bank, options.n)
    for name, row in rows:
        print(name, json.dumps(row), flush=True)
