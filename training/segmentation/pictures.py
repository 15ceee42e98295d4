"""Draws the worst synthetic patient of each kind of a report, or one real study.

    python -m segmentation.pictures --answers REPORT --bank BANK --rule RULE [--calibration FILE] --out PNG
    python -m segmentation.pictures --study FOLDER --answer FILE --out PNG

Worst: lowest Dice of the whole tumour; of patients without tumour, most false tumour. The slice is the
one with most wrong voxels. From left to right: FLAIR, T1, T1c, T2, FLAIR with the reference's outlines,
FLAIR with the answer's. FOLDER holds flair, t1, t1c, t2 and seg_mav.nii.gz; FILE is a label map (2
oedema, 1 core, 4 enhancing).
"""

import argparse
import json
import os

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage as ndi

from .anatomy import split
from .metrics import dice
from .predict import probability
from .real import read_study, read_volume
from .rule import Rule, decide
from .samples import volume
from .scene.render import Bank
from .validation import SETS, VOXEL_MM3, load_answers

COLOURS = ((86, 180, 233), (240, 228, 66), (213, 94, 0))
"""Whole tumour, core, enhancing: the colours of the manifest."""
CAPTION = 16
DISCLAIMER = "Research use only. Not for diagnostic use."


def strip_of(images, truth, found, caption: str) -> np.ndarray:
    """One row of six pictures, uint8 [y, x, 3], of the slice with most wrong voxels."""
    z = int(np.argmax((truth != found).sum((0, 2, 3)) + 0.01 * truth.any(0).sum((1, 2))))
    grey = [_grey(images[q], z) for q in range(4)]
    row = [*grey, _outlined(grey[0], truth[:, z]), _outlined(grey[0], found[:, z])]
    picture = Image.fromarray(np.concatenate(row, 1))
    sheet = Image.new("RGB", (picture.width, picture.height + CAPTION))
    sheet.paste(picture, (0, CAPTION))
    ImageDraw.Draw(sheet).text((4, 2), caption, fill=(255, 255, 255))
    return np.asarray(sheet)


def _grey(image, z) -> np.ndarray:
    inside = image[image > 0]
    low, high = np.percentile(inside, (1, 99.5))
    plane = np.clip((image[z] - low) / (high - low), 0, 1) * (image[z] > 0) * 255
    return np.repeat(plane.astype(np.uint8)[..., None], 3, 2)


def _outlined(grey, masks) -> np.ndarray:
    out = grey.copy()
    for mask, colour in zip(masks, COLOURS):
        out[mask & ~ndi.binary_erosion(mask)] = colour
    return out


def _score(found, truth) -> float:
    """Higher is better."""
    return dice(found[0], truth[0]) if truth[0].any() else -float(found[0].sum())


def _words(found, truth) -> str:
    if not truth[0].any():
        return f"false tumour {found[0].sum() * VOXEL_MM3 / 1000:.1f} ml"
    scores = (dice(a, b) for a, b in zip(found, truth))
    return "Dice WT / TC / ET " + " / ".join("-" if s != s else f"{s:.2f}" for s in scores)


def worst_of_each_kind(folder: str, rule: Rule, scale, offset):
    """Yields name, seed, corner and answer [3, z, y, x] (in its box) of the worst patient of a kind."""
    seeds = [int(file[:-4]) for file in sorted(os.listdir(folder))]
    worst: dict[str, tuple] = {}
    for seed, one in zip(seeds, load_answers(folder)):
        found = decide(probability(one.logits, scale, offset).astype(np.float32), rule, VOXEL_MM3)
        value = _score(found, one.labels)
        if one.name not in worst or value < worst[one.name][0]:
            worst[one.name] = value, seed, one.corner, found
    for name in SETS:
        if name in worst:
            yield (name, *worst[name][1:])


def synthetic_rows(args) -> list[np.ndarray]:
    bank, rows = Bank(args.bank), []
    copies, scale, offset = split(len(bank.anatomies))[1], (1, 1, 1), (0, 0, 0)
    if args.calibration:
        with open(args.calibration) as file:
            scale, offset = json.load(file).values()
    worst = worst_of_each_kind(args.answers, Rule.load(args.rule), scale, offset)
    for name, seed, corner, found in worst:
        kind, thickness, poor = SETS[name]
        images, labels = volume(bank, copies, seed, kind, thickness, poor)
        whole = np.zeros_like(labels)
        box = tuple(slice(c, c + n) for c, n in zip(corner, found.shape[1:]))
        whole[(slice(None), *box)] = found
        caption = f"{name}, seed {seed}: {_words(whole, labels)}. {DISCLAIMER}"
        rows.append(strip_of(images, labels, whole, caption))
    return rows


def regions(label) -> np.ndarray:
    return np.stack([label > 0, (label == 1) | (label > 2), label > 2])


def study_row(args) -> np.ndarray:
    path = lambda name: os.path.join(args.study, f"{name}.nii.gz")
    images = read_study(path("flair"), path("t1"), path("t1c"), path("t2"))
    truth, found = regions(read_volume(path("seg_mav"))), regions(read_volume(args.answer))
    name = os.path.basename(os.path.normpath(args.study))
    return strip_of(images, truth, found, f"{name}: {_words(found, truth)}. {DISCLAIMER}")


def main():
    parser = argparse.ArgumentParser(description="Draws where a network is worst.")
    parser.add_argument("--answers")
    parser.add_argument("--bank")
    parser.add_argument("--rule")
    parser.add_argument("--calibration", help="only when the network does not hold it already")
    parser.add_argument("--study")
    parser.add_argument("--answer")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    rows = [study_row(args)] if args.study else synthetic_rows(args)
    Image.fromarray(np.concatenate(rows)).save(args.out)


if __name__ == "__main__":
    main()
