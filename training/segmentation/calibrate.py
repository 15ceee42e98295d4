"""Makes the network's probabilities true shares: one curve of the logits by region.

    python -m segmentation.calibrate --answers FOLDER --out calibration.json

Platt scaling (Platt 1999; Guo et al. 2017 for networks) with a second slope (calibration.py), fitted
by maximum likelihood on the synthetic part `tune`. export.py writes it into the file, so that every
user gets it.
"""

import argparse

import numpy as np
from scipy.optimize import minimize

from .calibration import CALIBRATED, KNEE, Calibration, sigmoid
from .metrics import calibration_error
from .network import REGIONS
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


def fit(logits, truth, weight) -> list[float]:
    """Scale, bend and offset of one region, logits [2, n]."""
    weight = weight / weight.sum()
    above = np.maximum(logits - KNEE, 0)

    def loss(values):
        scale, bend, offset = values
        p = sigmoid(logits * scale + above * bend + offset).mean(0)
        p = np.clip(p, 1e-7, 1 - 1e-7)
        # Probability must rise with the logit, else a threshold would cut out the middle of a tumour.
        falling = max(0.0, 0.02 - scale) + max(0.0, 0.02 - scale - bend)
        return -(weight * np.where(truth, np.log(p), np.log(1 - p))).sum() * 1e3 + 1e3 * falling

    found = minimize(loss, [0.8, -0.3, 0.5], method="Nelder-Mead", options={"xatol": 1e-3})
    return [round(float(one), 4) for one in found.x]


def errors(answers: list[Answer], calibration: Calibration = CALIBRATED) -> dict:
    """Expected calibration error by region: of all brain voxels, and of those above 0.05."""
    logits, truth, weight = voxels(answers)
    p = calibration.probability(logits)
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
    curves = [fit(logits[:, r], truth[r], weight) for r in range(len(REGIONS))]
    calibration = Calibration(*zip(*curves))
    calibration.save(args.out)
    print("before", errors(answers))
    print("after", errors(answers, calibration), calibration, flush=True)


if __name__ == "__main__":
    main()
