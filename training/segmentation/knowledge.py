"""How far a study lies from everything the network was trained on: one number and its limit.

    python -m segmentation.knowledge fit   --bank BANK --out knowledge.json
    python -m segmentation.knowledge score --knowledge FILE --flair F --t1 F --t1c F --t2 F

Features of the normalised images (preprocess.py) in the brain: of each sequence its 5, 25, 50, 75
and 95 percentiles, and the six correlations between sequences. Score: squared Mahalanobis distance to
the training patients' features, divided by their number. The limit is what 1 in 200 training patients
exceeds; above it, the answer is outside of what the network knows. Swapped, missing or unstripped
sequences and other organs lie above it; a rare tumour in ordinary images does not.
"""

import argparse
import json

import numpy as np

from .anatomy import split
from .preprocess import brain_mask, statistics, z_scored
from .samples import SPARSE
from .scene.acquisition import add_noise, draw_acquisition
from .scene.placement import draw_patient
from .scene.render import Bank, render

PERCENTILES = (5, 25, 50, 75, 95)
PAIRS = [(a, b) for a in range(4) for b in range(a + 1, 4)]
EXCEEDED_BY = 0.005
MOST_VOXELS = 60_000


def features(images: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """26 features of z-scored images [4, z, y, x] in the mask; every n-th voxel of a large one."""
    inside = images[:, mask]
    inside = inside[:, :: max(1, inside.shape[1] // MOST_VOXELS)]
    percentiles = np.percentile(inside, PERCENTILES, axis=1).T.ravel()
    correlation = np.corrcoef(inside)
    return np.concatenate([percentiles, [correlation[pair] for pair in PAIRS]])


def fit(bank: Bank, count: int, seed: int = 43) -> dict:
    """Mean, inverse covariance and limit from synthetic patients of the training anatomies."""
    copies, rows = split(len(bank.anatomies))[0], []
    for number in range(count):
        patient = draw_patient(bank.anatomies, copies, seed * 100_000 + number)
        scene = render(bank, patient, *SPARSE, full=False)
        stats = statistics(scene.images, scene.brain)
        rng = np.random.default_rng([47, number])
        noisy = add_noise(scene.images, draw_acquisition(patient), [sd for _, sd in stats], rng)
        noisy = np.maximum(noisy, 1e-3) * scene.brain
        stats = statistics(noisy, scene.brain)
        rows.append(features(z_scored(noisy, scene.brain, stats), scene.brain))
    rows = np.array(rows)
    mean = rows.mean(0)
    inverse = np.linalg.inv(np.cov(rows.T) + 1e-4 * np.eye(len(mean)))
    away = np.einsum("ni,ij,nj->n", rows - mean, inverse, rows - mean) / len(mean)
    return {
        "percentiles": list(PERCENTILES),
        "pairs": [list(pair) for pair in PAIRS],
        "patients": count,
        "limit": round(float(np.quantile(away, 1 - EXCEEDED_BY)), 3),
        "mean": [round(float(one), 5) for one in mean],
        "inverseCovariance": [[round(float(one), 4) for one in row] for row in inverse],
    }


def score(volumes: np.ndarray, knowledge: dict) -> float:
    """Score of volumes float32 [4, z, y, x], stripped and aligned; above knowledge["limit"] is far."""
    mask = brain_mask(volumes)
    images = z_scored(volumes, mask, statistics(volumes, mask))
    away = features(images, mask) - np.array(knowledge["mean"])
    return float(away @ np.array(knowledge["inverseCovariance"]) @ away) / len(away)


def main():
    parser = argparse.ArgumentParser(description="Says whether a study is like the training data.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("fit")
    make.add_argument("--bank", required=True)
    make.add_argument("--out", required=True)
    make.add_argument("--patients", type=int, default=1000)
    ask = commands.add_parser("score")
    ask.add_argument("--knowledge", required=True)
    for sequence in ("flair", "t1", "t1c", "t2"):
        ask.add_argument(f"--{sequence}", required=True)
    args = parser.parse_args()
    if args.command == "fit":
        with open(args.out, "w") as file:
            json.dump(fit(Bank(args.bank), args.patients), file)
        return
    from .real import read_study

    with open(args.knowledge) as file:
        knowledge = json.load(file)
    value = score(read_study(args.flair, args.t1, args.t1c, args.t2), knowledge)
    print(json.dumps({"score": round(value, 3), "limit": knowledge["limit"]}))


if __name__ == "__main__":
    main()
