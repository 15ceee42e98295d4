"""Figures by kind on the synthetic validation patients.

    python -m segmentation.evaluate --answers FOLDER --rule FILE [--calibration FILE] [--out FILE]
"""

import argparse
import json
import warnings

import numpy as np

from .calibrate import errors
from .calibration import Calibration
from .metrics import count_lesions, dice
from .rule import PLAIN, Rule, decide
from .validation import SETS, TUMOUR_FREE, VOXEL_MM3, load_answers

HALF_ML = 0.5


def figures_of(p, labels, rule: Rule) -> dict:
    """Figures of one patient: Dice, false ml, small lesions, whether anything was found."""
    found = decide(np.asarray(p, np.float32), rule, VOXEL_MM3)
    small = count_lesions(found[0], labels[1], labels[0], VOXEL_MM3)
    return {
        "dice": [dice(a, b) for a, b in zip(found, labels)],
        "false_ml": float((found[0] & ~labels[0]).sum() * VOXEL_MM3 / 1000),
        "found_ml": [float(one.sum() * VOXEL_MM3 / 1000) for one in found],
        "small": [small.present, small.found, small.false],
        "answer": bool(found[0].any()),
        "tumour": bool(labels[0].any()),
    }


def figures_by_kind(cases, rule: Rule) -> dict[str, dict]:
    """cases: name, probabilities [3, z, y, x], labels. Means by name."""
    rows: dict[str, list[dict]] = {}
    for name, p, labels in cases:
        rows.setdefault(name, []).append(figures_of(p, labels, rule))
    return {name: _summary(rows[name]) for name in SETS if name in rows}


def _summary(rows: list[dict]) -> dict:
    false = np.array([one["false_ml"] for one in rows])
    small = np.sum([one["small"] for one in rows], 0)
    with warnings.catch_warnings():
        # A region that no patient of the kind has gives nan, which is what it should give.
        warnings.simplefilter("ignore", RuntimeWarning)
        means = np.nanmean([one["dice"] for one in rows], 0)
    return {
        "patients": len(rows),
        "dice": [round(float(one), 3) for one in means],
        "false_ml_mean": round(float(false.mean()), 2),
        "false_ml_most": round(float(false.max()), 2),
        "over_half_ml": int((false > HALF_ML).sum()),
        "small_present": int(small[0]),
        "small_found": int(small[1]),
        "false_lesions": round(float(small[2]) / len(rows), 2),
        "answered": sum(one["answer"] for one in rows),
        "answered_ill": sum(one["answer"] and one["tumour"] for one in rows),
        "with_tumour": sum(one["tumour"] for one in rows),
    }


def totals(kinds: dict[str, dict]) -> dict:
    """Over all kinds: mean Dice of those with tumour, tumour-free patients, small lesions."""
    ill = [one for name, one in kinds.items() if name not in TUMOUR_FREE]
    free = [one for name, one in kinds.items() if name in TUMOUR_FREE]
    # Lesion-wise figures are those of the kinds that small lesions belong to.
    mets = [one for name, one in kinds.items() if "metastases" in name]
    count = max(1, sum(one["patients"] for one in mets))
    return {
        "dice": [round(float(one), 3) for one in np.nanmean([one["dice"] for one in ill], 0)],
        "over_half_ml": sum(one["over_half_ml"] for one in free)
        / max(1, sum(one["patients"] for one in free)),
        "free_answered": sum(one["answered"] for one in free)
        / max(1, sum(one["patients"] for one in free)),
        "unanswered": 1
        - sum(one["answered_ill"] for one in ill) / max(1, sum(one["with_tumour"] for one in ill)),
        "small_sensitivity": sum(one["small_found"] for one in mets)
        / max(1, sum(one["small_present"] for one in mets)),
        "small_false": sum(one["false_lesions"] * one["patients"] for one in mets) / count,
    }


def table(kinds: dict[str, dict]) -> str:
    lines = []
    for name, one in kinds.items():
        scores = " ".join(f"{d:.3f}" for d in one["dice"])
        lines.append(
            f"{name:30} n {one['patients']:2} Dice {scores}  false ml {one['false_ml_mean']:5.2f}"
            f" (most {one['false_ml_most']:5.2f}, {one['over_half_ml']} over 0.5)"
            f"  3-10 mm {one['small_found']}/{one['small_present']}"
            f" false {one['false_lesions']:.2f}  answered {one['answered']}"
        )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Figures by kind.")
    parser.add_argument("--answers", required=True)
    parser.add_argument("--rule", help="rule.json; without it plain thresholds of 0.5")
    parser.add_argument("--calibration", help="only when the network does not hold it already")
    parser.add_argument("--out")
    args = parser.parse_args()
    calibration = Calibration.load(args.calibration)
    answers = load_answers(args.answers)
    cases = [(one.name, calibration.probability(one.logits), one.labels) for one in answers]
    kinds = figures_by_kind(cases, Rule.load(args.rule) if args.rule else PLAIN)
    result = {"kinds": kinds, "all": totals(kinds), "calibration": errors(answers, calibration)}
    print(table(kinds))
    print(json.dumps({"all": result["all"], "calibration": result["calibration"]}), flush=True)
    if args.out:
        with open(args.out, "w") as file:
            json.dump(result, file, indent=2)


if __name__ == "__main__":
    main()
