"""The synthetic validation patients: fixed seeds, anatomies that were never trained on.

    python -m segmentation.validation --bank BANK --network FILE --part tune|report --out FOLDER

The part `tune` is for thresholds, rule and calibration, `report` for the figures: other patients of
the same kinds. FOLDER gets one file a patient with the network's answers, which calibrate.py and
evaluate.py read.
"""

import argparse
import os
import time
from dataclasses import dataclass

import numpy as np
from scipy import ndimage as ndi

from .anatomy import split
from .metrics import ALL_NEIGHBOURS
from .predict import logit, open_network, predict
from .preprocess import GAP_MM
from .samples import volume
from .scene.render import Bank

VOXEL_MM3 = float(GAP_MM)
SETS = {
    "enhancing": ("ring", None, False),
    "several and satellites": ("multi", None, False),
    "non-enhancing": ("lgg", None, False),
    "metastases, thin slices": ("mets", 0.1, False),
    "small metastases, thin slices": ("mets", 0.1, False),
    "cyst": ("cyst", None, False),
    "resection cavity": ("cavity", None, False),
    "thick slices": ("ring", 0.66, False),
    "poor stripping": ("ring", None, True),
    "no tumour": ("none", None, None),
    "white-matter disease": ("wmd", None, None),
}
"""Name: kind, slice thickness (share of mixing), poorly stripped; None: as drawn."""
TUMOUR_FREE = ("no tumour", "white-matter disease")
FIRST_SEED = {"tune": 600_000, "report": 900_000}
KEPT = 0.02
"""Voxels below this probability, and without label, are kept as a sample only."""
SAMPLED = 3000


def patients(bank: Bank, part: str, count: int, free: int):
    """Yields set, seed, images and labels: `count` of each kind, `free` of each without tumour."""
    copies = split(len(bank.anatomies))[1]
    for number, (name, (kind, thickness, poor)) in enumerate(SETS.items()):
        seed, done = FIRST_SEED[part] + 1000 * number, 0
        while done < (free if name in TUMOUR_FREE else count):
            images, labels = volume(bank, copies, seed, kind, thickness, poor)
            if fits(name, labels):
                done += 1
                yield name, seed, images, labels
            seed += 1


def fits(name: str, labels: np.ndarray) -> bool:
    """Whether the patient shows what the set is about."""
    if name in TUMOUR_FREE or name == "resection cavity":
        return True
    if not name.startswith("small"):
        return bool(labels[0].sum() * VOXEL_MM3 >= 100)
    parts, count = ndi.label(labels[1], ALL_NEIGHBOURS)
    volumes = ndi.sum_labels(labels[1], parts, range(1, count + 1)) * VOXEL_MM3
    diameters = (volumes * 6 / np.pi) ** (1 / 3)
    return count > 0 and bool(diameters.max() <= 10 and diameters.max() >= 3)


@dataclass
class Answer:
    """A network's answer for one patient."""

    name: str
    logits: np.ndarray
    """float16 [2, 3, z, y, x] in the box that holds all labels and all p > 0.02."""
    corner: np.ndarray
    """Where the box begins in the volume: z, y, x."""
    labels: np.ndarray
    brain: np.ndarray
    """bool, in the same box."""
    rest: np.ndarray
    """float16 [2, 3, n]: a sample of the brain outside the box."""
    rest_weight: float
    """Voxels that each of them stands for."""


def answer(name, run, images, labels, seed) -> Answer:
    logits, brain = predict(run, images, GAP_MM)
    interesting = (logits.max((0, 1)) > logit(np.float32(KEPT))) | labels[0]
    if not interesting.any():
        interesting[tuple(n // 2 for n in brain.shape)] = True
    box = ndi.find_objects(interesting.astype(np.uint8))[0]
    outside = brain.copy()
    outside[box] = False
    rest = logits[:, :, outside]
    picks = np.random.default_rng([37, seed]).integers(0, max(1, rest.shape[2]), SAMPLED)
    rest = rest[:, :, picks] if rest.shape[2] else rest
    weight = outside.sum() / SAMPLED
    inside = (slice(None), *box)
    half = logits[(slice(None), *inside)].astype(np.float16)
    corner = np.array([one.start for one in box])
    rest = rest.astype(np.float16)
    return Answer(name, half, corner, labels[inside], brain[box], rest, float(weight))


def load_answers(folder: str) -> list[Answer]:
    out = []
    for file in sorted(os.listdir(folder)):
        with np.load(os.path.join(folder, file)) as one:
            fields = {key: one[key] for key in one.files}
        name, weight = str(fields.pop("name")), float(fields.pop("rest_weight"))
        out.append(Answer(name=name, rest_weight=weight, **fields))
    return out


def main():
    parser = argparse.ArgumentParser(description="Runs a network over the validation patients.")
    parser.add_argument("--bank", required=True)
    parser.add_argument("--network", required=True)
    parser.add_argument("--part", choices=FIRST_SEED, required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, default=6, help="patients of each kind")
    parser.add_argument("--free", type=int, default=10, help="patients of each kind without tumour")
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    run, bank, start, done = open_network(args.network), Bank(args.bank), time.time(), 0
    for name, seed, images, labels in patients(bank, args.part, args.count, args.free):
        one = answer(name, run, images, labels, seed)
        np.savez(os.path.join(args.out, f"{seed}.npz"), **vars(one))
        done += 1
    print(f"{done} patients, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main()
