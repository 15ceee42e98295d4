"""Makes the network's probabilities true shares: one scale and offset of the logits by region.

    python -m segmentation.calibrate --answers FOLDER --out calibration.json

Platt scaling (Platt 1999; Guo et al. 2017 for networks): p = mean over both passes of
sigmoid(scale * logit + offset), fitted by maximum likelihood on the synthetic part `tune`. export.py
writes both into the last layer, so that every user of the file gets them.
"""

import argparse
import json

import numpy as np
from scipy.optimize import minimize

from .metrics import calibration_error
from .network import REGIONS
from .predict import probability
from .validation import Answer, load_answers

TAKEN = 20_000
"""Voxels taken from each patient's box."""
LEAST = 0.05
"""Calibration error is also given for voxels with at least this probability: brain that is clearly
healthy is most of a head, and would hide everything else."""


def voxels(answers: list[Answer], seed: int = 41):
    """Logits float32 [2, 3, n], truth bool [3, n], weight [n] of a sample of all brain voxels."""
    rng = np.random.default_rng(seed)
    logits, truth, weight = [], [], []
    for one in answers:
        inside = np.nonzero(one.brain.ravel())[0]
        taken = rng.choice(inside, min(TAKEN, len(inside)), replace=False)
        logits.append(one.logits.reshape(2, 3, -1)[:, :, taken])
        truth.append(one.labels.reshape(3, -1)[:, taken])
        weight.append(np.full(len(taken), len(inside) / max(1, len(taken))))
        logits.append(one.rest)
        truth.append(np.zeros((3, one.rest.shape[2]), bool))
        weight.append(np.full(one.rest.shape[2], one.rest_weight))
    joined = [np.concatenate(part, -1) for part in (logits, truth, weight)]
    return joined[0].astype(np.float32), joined[1], joined[2]


def fit(logits, truth, weight) -> tuple[float, float]:
    """Scale and offset of one region, logits [2, n]."""
    weight = weight / weight.sum()

    def loss(values):
        p = (1 / (1 + np.exp(-(logits * values[0] + values[1])))).mean(0)
        p = np.clip(p, 1e-7, 1 - 1e-7)
        return -(weight * np.where(truth, np.log(p), np.log(1 - p))).sum() * 1e3

    found = minimize(loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-3})
    return float(found.x[0]), float(found.x[1])


def errors(answers: list[Answer], scale=(1, 1, 1), offset=(0, 0, 0)) -> dict:
    """Expected calibration error by region: of all brain voxels, and of those above 0.05."""
    logits, truth, weight = voxels(answers)
    p = probability(logits, scale, offset)
    return {
        region: {
            "brain": round(calibration_error(p[r], truth[r], weight), 4),
            "above 0.05": round(calibration_error(p[r], truth[r], weight, LEAST), 4),
        }
        for r, region in enumerate(REGIONS)
    }


def main():
    parser = argparse.ArgumentParser(description="Fits the calibration of a network's logits.")
    parser.add_argument("--answers", required=True, help="folder of validation.py, part tune")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    answers = load_answers(args.answers)
    logits, truth, weight = voxels(answers)
    pairs = [fit(logits[:, r], truth[r], weight) for r in range(len(REGIONS))]
    scale, offset = ([round(one[k], 4) for one in pairs] for k in (0, 1))
    result = {"scale": scale, "offset": offset}
    with open(args.out, "w") as file:
        json.dump(result, file, indent=2)
    print("before", errors(answers))
    print("after", errors(answers, scale, offset), result, flush=True)


if __name__ == "__main__":
    main()
