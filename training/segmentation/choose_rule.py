"""Chooses thresholds and component rule on the synthetic part `tune`, never on a patient.

    python -m segmentation.choose_rule --answers FOLDER --calibration FILE --out rule.json

Coordinate search, up to twice over all fields, from the best of some first rules: the limits of small
and large components and the least size only pay together. Score: mean Dice of the kinds with tumour, less a penalty
where a wish of the project is missed: more than 1 in 20 tumour-free patients with over 0.5 ml of
tumour, or 1 in 5 with any, more than 1 in 50 patients with tumour without any answer, under 0.75 of
the lesions of 3-10 mm found, more than 1.5 false lesions a patient (both a little stricter than the
wish, so that it holds on other patients too).
"""

import argparse

import numpy as np
from scipy import ndimage as ndi

from .calibration import Calibration
from .evaluate import figures_by_kind, totals
from .rule import Rule
from .validation import load_answers

CHOICES = (
    [("sure_core", one) for one in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)],
    [("sure_small", one) for one in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)],
    [("small_mm3", one) for one in (100.0, 200.0, 300.0, 400.0, 500.0)],
    [("sure_mean", one) for one in (0.7, 0.75, 0.8, 0.85, 0.9, 1.0)],
    [("min_mm3", one) for one in (6.0, 12.0, 20.0, 30.0, 60.0)],
    [(0, one) for one in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)],
    [(1, one) for one in (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)],
    [(2, one) for one in (0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)],
    [("fill_core", one) for one in (True, False)],
)
FIRST = [
    Rule(min_mm3=least, small_mm3=300, sure_small=small, sure_core=core, sure_mean=0.85)
    for least in (20.0, 60.0)
    for small in (0.6, 0.7, 0.9)
    for core in (0.8, 0.9, 0.95)
]
"""The search begins at the best of these."""
LOWEST = 0.25
"""Below every threshold that is tried: what no rule can find is cut off first."""


def cut(p: np.ndarray, labels: np.ndarray):
    """The box of probabilities and labels that rules can make a difference in."""
    interesting = ((p > LOWEST) | labels).any(0)
    box = ndi.find_objects(interesting.astype(np.uint8))
    box = (slice(None), *(box[0] if box else (slice(0, 1),) * 3))
    return np.ascontiguousarray(p[box], np.float32), np.ascontiguousarray(labels[box])


def score(cases, rule: Rule) -> float:
    """See the module's text."""
    whole = totals(figures_by_kind(cases, rule))
    value = float(np.mean(whole["dice"]))
    value -= 0.4 * max(0.0, whole["over_half_ml"] - 0.05)
    value -= 0.2 * max(0.0, whole["free_answered"] - 0.2)
    value -= 0.4 * max(0.0, whole["unanswered"] - 0.02)
    value -= 0.4 * max(0.0, 0.75 - whole["small_sensitivity"])
    return value - 0.05 * max(0.0, whole["small_false"] - 1.5)


def search(cases, first: list[Rule]) -> Rule:
    """The rule that coordinate search finds from the best of some first ones."""
    best, rule = max(((score(cases, one), one) for one in first), key=lambda pair: pair[0])
    for _ in range(2):
        before = best
        for field in CHOICES:
            for key, value in field:
                one = rule.threshold(key, value) if isinstance(key, int) else rule.with_(**{key: value})
                found = score(cases, one)
                if found > best + 1e-5:
                    best, rule = found, one
        print(f"{best:.4f} {rule}", flush=True)
        if best == before:
            break
    return rule


def main():
    parser = argparse.ArgumentParser(description="Chooses thresholds and component rule.")
    parser.add_argument("--answers", required=True)
    parser.add_argument("--calibration")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    calibration = Calibration.load(args.calibration)
    cases = [
        (one.name, *cut(calibration.probability(one.logits), one.labels))
        for one in load_answers(args.answers)
    ]
    search(cases, FIRST).save(args.out)


if __name__ == "__main__":
    main()
