"""How far a study lies from everything the network was trained on, and why.

    python -m segmentation.knowledge fit   --bank BANK --out knowledge.json
    python -m segmentation.knowledge score --knowledge FILE --flair F --t1 F --t1c F --t2 F
    python -m segmentation.knowledge check --bank BANK --knowledge FILE
    python -m segmentation.knowledge features --spacing MM --flair F --t1 F --t1c F --t2 F

Features of the normalised images (preprocess.py) in the brain: of each sequence percentiles, how
alike voxels 6 mm apart are, and its means deep in the brain and near its surface; the six
correlations between sequences; percentiles of the six differences. Score: squared Mahalanobis
distance to the training patients' features, divided by the number of features. A study is outside
of what the network knows when

- repeated: two of its sequences are the same image (correlation 1 but for rounding);
- exchanged: another assignment of the four images to the sequences lies within the limit, and by
  more than its margin nearer than the given one. Of assignments that are as near within the largest
  margin the one that moves the fewest images is named. T1 and T1c differ in little but vessels and
  what else takes up contrast: for them alone a logistic regression on how the features change by
  the exchange says which is which;
- far: its score lies above the limit. When the score without one sequence is within the limit, that
  sequence is named;
- structure: voxels 6 mm apart are less alike, on average over the sequences, than in any brain:
  noise, a scrambled series, an organ without folds and ventricles;
- size: its brain is smaller or larger than those of the training patients.

The limit and each margin are what 1 in 1,000 synthetic patients exceeds whose anatomy had no part in
mean, covariance and regression; as many are less alike than the least of `structure`.
lib/tumour/judge_knowledge.ts does the same from the file.
"""

import argparse
import json
from itertools import permutations

import numpy as np
from scipy.optimize import minimize

from .anatomy import split
from .preprocess import bounds, brain_mask, statistics, z_scored
from .samples import SPARSE
from .scene.acquisition import LEVELS, add_noise, draw_acquisition
from .scene.placement import draw_patient
from .scene.render import Bank, render

CHANNELS = ("FLAIR", "T1", "T1c", "T2")
PERCENTILES = (5, 25, 50, 75, 95, 99.5)
DIFFERENCES = (0.5, 5, 25, 50, 75, 95, 99.5)
"""Of a difference; symmetric about 50, for an exchange turns the difference round."""
PAIRS = [(a, b) for a in range(4) for b in range(a + 1, 4)]
OTHERS = list(permutations(range(4)))[1:]
EXCHANGED_CONTRAST = (0, 2, 1, 3)
"""T1 and T1c in each other's place."""
SHRINKAGE = 0.01
"""Weight of the ridge in the regression that tells them apart."""
EXCEEDED_BY = 0.001
LEAST_MARGIN = 0.4
REPEATED = 0.995
"""Correlation; the most that 5,000 synthetic patients showed is 0.956."""
MOST_VOXELS = 60_000
LAG_MM = 6
DEEP, SHALLOW = 0.45, 0.75
"""Shares of the way from the middle of the brain's box to its ellipsoid."""
OWN = len(PERCENTILES) + 3
"""Features that look at one sequence alone."""
ALIKE = [q * OWN + len(PERCENTILES) for q in range(4)]
COUNT = 4 * OWN + len(PAIRS) * (1 + len(DIFFERENCES))
RIDGE = 1e-3
FOLDS = 4


def features(images: np.ndarray, mask: np.ndarray, lag: int) -> np.ndarray:
    """84 features of z-scored images [4, z, y, x]; `lag`: columns that 6 mm are.

    Percentiles are those of every n-th voxel of very many.
    """
    inside = images[:, mask]
    inside = inside[:, :: max(1, inside.shape[1] // MOST_VOXELS)]
    correlation = np.corrcoef(inside)
    both = mask[..., lag:] & mask[..., :-lag]
    radius = _radius(mask)
    deep, shallow = mask & (radius < DEEP), mask & (radius > SHALLOW)
    own = [
        [
            *np.percentile(values, PERCENTILES),
            _alike(image, both, lag),
            image[deep].mean(),
            image[shallow].mean(),
        ]
        for image, values in zip(images, inside)
    ]
    parts = [np.ravel(own), np.array([correlation[pair] for pair in PAIRS])]
    parts += [np.percentile(inside[a] - inside[b], DIFFERENCES) for a, b in PAIRS]
    return np.concatenate(parts)


def _alike(image, both, lag: int) -> float:
    """Correlation of an image with itself moved by `lag` columns, where both lie in the brain."""
    return float(np.corrcoef(image[..., lag:][both], image[..., :-lag][both])[0, 1])


def _radius(mask: np.ndarray) -> np.ndarray:
    """0 in the middle of the mask's bounding box, 1 where the box's sides touch their ellipsoid."""
    square = np.zeros((1, 1, 1))
    for axis, (first, last) in enumerate(bounds(mask)):
        place = (np.arange(mask.shape[axis]) - (first + last) / 2) / max((last - first) / 2, 1)
        shape = [1, 1, 1]
        shape[axis] = -1
        square = square + (place**2).reshape(shape)
    return np.sqrt(square)


def as_if(rows: np.ndarray, order) -> np.ndarray:
    """The features [..., 84] that the study would have with image order[k] in place of image k."""
    pairs, width = 4 * OWN, len(DIFFERENCES)
    index, sign = [order[q] * OWN + k for q in range(4) for k in range(OWN)], [1] * pairs
    turned = [(order[a], order[b]) for a, b in PAIRS]
    index += [pairs + PAIRS.index((min(pair), max(pair))) for pair in turned]
    sign += [1] * len(PAIRS)
    for a, b in turned:
        first = pairs + len(PAIRS) + PAIRS.index((min(a, b), max(a, b))) * width
        index += [first + (k if a < b else width - 1 - k) for k in range(width)]
        sign += [1 if a < b else -1] * width
    return rows[..., index] * np.array(sign)


def contrast_order(rows: np.ndarray) -> np.ndarray:
    """Weights [84] of features minus those with T1 and T1c exchanged: the logit that they are right.

    Logistic regression with a ridge on standardised changes; exchanging turns the sign.
    """
    changes = rows - as_if(rows, EXCHANGED_CONTRAST)
    sd = changes.std(0) + 1e-3
    changes = changes / sd

    def loss(weights):
        logits = changes @ weights
        value = np.logaddexp(0, -logits).mean() + SHRINKAGE * (weights @ weights) / 2
        return value, SHRINKAGE * weights - changes.T @ (1 / (1 + np.exp(logits))) / len(changes)

    found = minimize(loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B")
    return found.x / sd


def contrast_logit(rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Above 0: T1 and T1c are rather in their places; below: rather exchanged."""
    return (rows - as_if(rows, EXCHANGED_CONTRAST)) @ weights


def without(sequence: int) -> list[int]:
    """Indices of the features that do not look at a sequence."""
    involved = [[q] * OWN for q in range(4)] + [[pair] for pair in PAIRS]
    involved += [[pair] * len(DIFFERENCES) for pair in PAIRS]
    flat = [one for group in involved for one in group]
    return [n for n, one in enumerate(flat) if sequence not in np.atleast_1d(one)]


def distance(rows: np.ndarray, mean: np.ndarray, covariance: np.ndarray, kept=None) -> np.ndarray:
    """Squared Mahalanobis distance by feature of rows [..., 84]; of the features `kept` only."""
    kept = list(range(len(mean))) if kept is None else kept
    away = (rows - mean)[..., kept]
    solved = np.linalg.solve(covariance[np.ix_(kept, kept)], away[..., None])[..., 0]
    return (away * solved).sum(-1) / len(kept)


def moments(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return rows.mean(0), np.cov(rows.T) + RIDGE * np.eye(rows.shape[1])


SPARSE_ML = np.prod([np.diff(places)[0] for places in SPARSE]) / 1000
"""Millilitres that one of the points stands for."""


def draw(bank: Bank, copies: list[int], seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Z-scored images [4, z, y, x] of points of a synthetic patient, the brain, the anatomy's number."""
    patient = draw_patient(bank.anatomies, copies, seed)
    scene, acquisition = render(bank, patient, *SPARSE, full=False), draw_acquisition(patient)
    sd = [one for _, one in statistics(scene.images, scene.brain)]
    images = add_noise(scene.images, acquisition, sd, np.random.default_rng([47, seed]))
    images = np.maximum(images, 1e-3) * scene.brain
    values = z_scored(images, scene.brain, statistics(images, scene.brain))
    if acquisition.curves is not None:
        for q, curve in enumerate(acquisition.curves):
            values[q] = np.interp(values[q], LEVELS, curve)
        values = z_scored(values, scene.brain, statistics(values, scene.brain))
    return values, scene.brain, patient.anatomy


def fit(bank: Bank, count: int, seed: int = 43) -> dict:
    """Mean, covariance, limit and margin from synthetic patients of the training anatomies."""
    copies = split(len(bank.anatomies))[0]
    rows, anatomy, ml = np.zeros((count, COUNT)), np.zeros(count, int), np.zeros(count)
    for n in range(count):
        images, brain, anatomy[n] = draw(bank, copies, seed * 100_000 + n)
        rows[n], ml[n] = features(images, brain, 1), brain.sum() * SPARSE_ML
    scores, margins = np.zeros(count), np.zeros((len(OTHERS), count))
    logits = np.zeros(count)
    for fold in range(FOLDS):
        unseen = np.isin(anatomy, np.unique(anatomy)[fold::FOLDS])
        if not unseen.any():
            continue
        model = moments(rows[~unseen])
        scores[unseen] = distance(rows[unseen], *model)
        for margin, order in zip(margins, OTHERS):
            margin[unseen] = scores[unseen] - distance(as_if(rows[unseen], order), *model)
        logits[unseen] = contrast_logit(rows[unseen], contrast_order(rows[~unseen]))
    mean, covariance = moments(rows)
    edge = lambda values: round(float(np.quantile(values, 1 - EXCEEDED_BY)), 3)
    return {
        "format": 1,
        "channels": list(CHANNELS),
        "percentiles": list(PERCENTILES),
        "differencePercentiles": list(DIFFERENCES),
        "mostVoxels": MOST_VOXELS,
        "lagMm": LAG_MM,
        "shells": [DEEP, SHALLOW],
        "patients": count,
        "limit": edge(scores),
        "exchangeMargins": [max(LEAST_MARGIN, edge(margin)) for margin in margins],
        "contrastOrder": {
            "weights": _text(contrast_order(rows)),
            "margin": max(LEAST_MARGIN, edge(-logits)),
        },
        "leastAlike": round(float(np.quantile(rows[:, ALIKE].mean(1), EXCEEDED_BY)), 3),
        "brainMl": [int(np.floor(ml.min())), int(np.ceil(ml.max()))],
        "repeatedCorrelation": REPEATED,
        "mean": _text(mean),
        "covariance": [_text(row[: n + 1]) for n, row in enumerate(covariance)],
    }


def _text(numbers) -> str:
    """Numbers as one line of text: a file with one number a line would have thousands of lines."""
    return " ".join(f"{one:.6g}" for one in numbers)


def read(path: str) -> dict:
    """A knowledge file with its texts as arrays; the covariance whole instead of its lower half."""
    with open(path) as file:
        known = json.load(file)
    known["mean"] = np.array(known["mean"].split(), float)
    half = np.zeros((len(known["mean"]),) * 2)
    for n, row in enumerate(known["covariance"]):
        half[n, : n + 1] = np.array(row.split(), float)
    order = known["contrastOrder"]
    order["weights"] = np.array(order["weights"].split(), float)
    known["covariance"] = half + np.tril(half, -1).T
    return known


def judge(row: np.ndarray, ml: float, known: dict) -> dict:
    """Score and reasons for the features and the brain of a study; no reason: it is known."""
    model, limit = (known["mean"], known["covariance"]), known["limit"]
    score = float(distance(row, *model))
    correlations = row[4 * OWN : 4 * OWN + len(PAIRS)]
    reasons = [
        {"kind": "repeated", "sequences": [CHANNELS[a], CHANNELS[b]]}
        for (a, b), value in zip(PAIRS, correlations)
        if value > known["repeatedCorrelation"]
    ]
    if not reasons:
        others = {order: float(distance(as_if(row, order), *model)) for order in OTHERS}
        order = _exchange(others, score, known) or _exchanged_contrast(others, row, known)
        if order is not None:
            moved = [CHANNELS[q] for q in range(4) if order[q] != q]
            reasons.append({"kind": "exchanged", "sequences": moved})
    if not reasons and score > limit:
        rest = [float(distance(row, *model, kept=without(q))) for q in range(4)]
        alone = [CHANNELS[int(np.argmin(rest))]] if min(rest) <= limit else []
        reasons.append({"kind": "far", "sequences": alone})
    if row[ALIKE].mean() < known["leastAlike"]:
        reasons.append({"kind": "structure", "sequences": []})
    if not known["brainMl"][0] <= ml <= known["brainMl"][1]:
        reasons.append({"kind": "size", "sequences": []})
    return {"score": score, "limit": limit, "reasons": reasons}


def _exchange(others: dict, score: float, known: dict):
    """The assignment that explains the images much better than the given one, or None."""
    margins = known["exchangeMargins"]
    near = min(known["limit"], min(others.values()) + max(margins))
    good = {
        order: value
        for (order, value), margin in zip(others.items(), margins)
        if value <= near and score - value > margin
    }
    moved = lambda order: sum(one != q for q, one in enumerate(order))
    return min(good, key=lambda order: (moved(order), good[order]), default=None)


def _exchanged_contrast(others: dict, row: np.ndarray, known: dict):
    """T1 and T1c exchanged, where the regression says so and the exchange lies within the limit."""
    logit = contrast_logit(row, known["contrastOrder"]["weights"])
    sure = logit < -known["contrastOrder"]["margin"]
    return EXCHANGED_CONTRAST if sure and others[EXCHANGED_CONTRAST] <= known["limit"] else None


def normalised(volumes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Z-scored images and brain mask of volumes float32 [4, z, y, x], stripped and aligned."""
    mask = brain_mask(volumes)
    return z_scored(volumes, mask, statistics(volumes, mask)), mask


def main():
    parser = argparse.ArgumentParser(description="Says whether a study is like the training data.")
    commands = parser.add_subparsers(dest="command", required=True)
    make = commands.add_parser("fit")
    make.add_argument("--bank", required=True)
    make.add_argument("--out", required=True)
    make.add_argument("--patients", type=int, default=2500)
    ask = commands.add_parser("score")
    ask.add_argument("--knowledge", required=True)
    show = commands.add_parser("features")
    show.add_argument("--spacing", type=int, default=1, help="edge of the files' voxels in mm")
    for command in (ask, show):
        for sequence in ("flair", "t1", "t1c", "t2"):
            command.add_argument(f"--{sequence}", required=True)
    table = commands.add_parser("check")
    table.add_argument("--bank", required=True)
    table.add_argument("--knowledge", required=True)
    table.add_argument("--patients", type=int, default=1000)
    table.add_argument("--whole", type=int, default=100)
    args = parser.parse_args()
    if args.command == "fit":
        with open(args.out, "w") as file:
            json.dump(fit(Bank(args.bank), args.patients), file, indent=2)
            file.write("\n")
    elif args.command in ("score", "features"):
        from .real import read_study

        images, brain = normalised(read_study(args.flair, args.t1, args.t1c, args.t2))
        if args.command == "features":
            row = features(images, brain, LAG_MM // args.spacing)
            print(json.dumps([round(float(one), 5) for one in row], indent=2))
            return
        row = features(images, brain, LAG_MM)
        print(json.dumps(judge(row, brain.sum() / 1000, read(args.knowledge))))
    else:
        from .knowledge_check import check

        known = read(args.knowledge)
        print(json.dumps(check(Bank(args.bank), known, args.patients, args.whole), indent=1))


if __name__ == "__main__":
    main()
