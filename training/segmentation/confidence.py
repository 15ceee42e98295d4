"""How far the confidence that the product shows can be believed, on synthetic patients.

    python -m segmentation.confidence --answers W/tune --calibration W/calibration.json \\
        --check W/report --rule W/rule.json --out W/confidence.json

Range: for each region two probabilities. The volume of the voxels above the first is at most the true
volume in 9 of 10 patients of `answers` (an uncalibrated network's, with its calibration), and that of
the voxels above the second is at least the true volume in 9 of 10. Split conformal prediction (Lei et
al., JASA 2018;113:1094) with the probability as the score: it promises 8 of 10 for patients like
these. `share` is what it held of others: those of `check` (answers of the exported network). The
ranges go into the manifest, output.regions[].range (pack.py).

Confidence: of the regions that the rule draws in the patients of `check`, the mean probability that
the product shows, and the share that is truly of the region; and by how much they differ in half of
the patients.
"""

import argparse
import json
import math

import numpy as np

from .calibration import CALIBRATED, Calibration
from .rule import Rule, decide
from .validation import VOXEL_MM3, Answer, load_answers

REGIONS = ("WT", "TC", "ET")
SHARE = 0.8


def voxels(answer: Answer, region: int, calibration: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of a patient's brain, falling, and the volume in mm3 down to each of them."""
    inside = calibration.probability(answer.logits)[region][answer.brain]
    rest = calibration.probability(answer.rest)[region]
    values = np.concatenate([inside, rest])
    weights = np.concatenate([np.ones(len(inside)), np.full(len(rest), answer.rest_weight)])
    order = np.argsort(-values)
    return values[order], np.cumsum(weights[order]) * VOXEL_MM3


def truth(answer: Answer, region: int) -> float:
    return float(answer.labels[region].sum()) * VOXEL_MM3


def thresholds(answer: Answer, region: int, calibration: Calibration) -> tuple[float, float]:
    """The least first and the most second probability that would hold this patient's volume."""
    values, volumes = voxels(answer, region, calibration)
    wanted = truth(answer, region)
    above = int(np.searchsorted(volumes, wanted, side="right"))
    reached = int(np.searchsorted(volumes, wanted, side="left"))
    first = float(values[above]) if above < len(values) else 0.0
    second = 1.0 if wanted == 0 else float(values[reached]) if reached < len(values) else 0.0
    return first, second


def ranges(answers: list[Answer], calibration: Calibration) -> list[dict]:
    out = []
    for region in range(3):
        first, second = np.array([thresholds(a, region, calibration) for a in answers]).T
        n, tail = len(answers), (1 - SHARE) / 2
        rank = min(n, math.ceil((n + 1) * (1 - tail)))
        least = math.ceil(np.sort(first)[rank - 1] * 1e4) / 1e4
        most = math.floor(np.sort(second)[n - rank] * 1e4) / 1e4
        out.append({"least": min(least, 1.0), "most": most})
    return out


def held(answers: list[Answer], found: list[dict]) -> dict:
    """Of the answers of the exported network: shares of patients whose volume lay in the range."""
    out = {}
    for region, (name, edges) in enumerate(zip(REGIONS, found)):
        inside = []
        for answer in answers:
            values, volumes = voxels(answer, region, CALIBRATED)
            above = lambda p: np.concatenate([[0], volumes])[(values > p).sum()]
            inside.append(above(edges["least"]) <= truth(answer, region) <= above(edges["most"]))
        out[name] = round(float(np.mean(inside)), 3)
    return out


def confidence(answers: list[Answer], rule: Rule) -> dict:
    """By region: voxels drawn, their mean probability, the true share, median difference a patient."""
    out = {}
    drawn = [(a, CALIBRATED.probability(a.logits)) for a in answers]
    masks = [decide(p, rule, VOXEL_MM3) for _, p in drawn]
    for region, name in enumerate(REGIONS):
        rows = np.array([
            (mask[region].sum(), p[region][mask[region]].mean(), a.labels[region][mask[region]].mean())
            for (a, p), mask in zip(drawn, masks)
            if mask[region].any()
        ])
        if len(rows) == 0:
            # A network of a few steps draws nothing.
            out[name] = {"patients": 0}
            continue
        voxels, said, true = rows.T
        out[name] = {
            "patients": len(rows),
            "said": round(float(np.average(said, weights=voxels)), 3),
            "true": round(float(np.average(true, weights=voxels)), 3),
            "median difference": round(float(np.median(np.abs(said - true))), 3),
        }
    return out


def main():
    parser = argparse.ArgumentParser(description="Measures the confidence that is shown.")
    parser.add_argument("--answers", required=True)
    parser.add_argument("--calibration", required=True)
    parser.add_argument("--check", required=True)
    parser.add_argument("--rule", required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    found = ranges(load_answers(args.answers), Calibration.load(args.calibration))
    others = load_answers(args.check)
    shares = held(others, found)
    result = {
        "ranges": {name: {**edges, "share": shares[name]} for name, edges in zip(REGIONS, found)},
        "confidence": confidence(others, Rule.load(args.rule)),
    }
    print(json.dumps(result))
    with open(args.out, "w") as file:
        json.dump(result, file, indent=2)


if __name__ == "__main__":
    main()
