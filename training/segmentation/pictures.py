"""Draws the worst synthetic patient of each kind of a report, or one real study.

    python -m segmentation.pictures --answers REPORT --bank BANK --rule RULE.json --out PNG
    python -m segmentation.pictures --flair F --t1 F --t1c F --t2 F --reference F --answer F --out PNG

REPORT: answers of segmentation.validation, with the bank they were made from; --calibration as in
segmentation.evaluate. Worst: lowest Dice of the whole tumour; of patients without tumour, most false
tumour. Two slices each, those with most wrong voxels. From left to right: FLAIR, T1, T1c, T2, FLAIR with
the reference's outlines, FLAIR with the answer's. The second form takes NIfTI files on one grid of 1 mm,
stripped; labels 2 oedema, 1 core, above 2 enhancing. Pictures of patients do not belong in the repository.
"""

import argparse
import os

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage as ndi

from .anatomy import split
from .calibration import Calibration
from .metrics import dice
from .real import read_study, read_volume, regions
from .rule import Rule, decide
from .samples import volume
from .scene.render import Bank
from .validation import SETS, VOXEL_MM3, load_answers

COLOURS = ((86, 180, 233), (240, 228, 66), (213, 94, 0))
"""Whole tumour, core, enhancing: as in the manifest, told apart by colour-blind readers (Wong 2011)."""
NAMES = ("whole tumour", "core", "enhancing")
COLUMNS = ("FLAIR", "T1", "T1c", "T2", "reference", "answer")
LINE = 16
"""Height of a line of text, pixels."""
APART_MM = 9
MARGIN = 4
DISCLAIMER = "Research use only. Not for diagnostic use."


def sheet_of(images, truth, found, name: str, voxel_mm3: float) -> Image.Image:
    """One patient: caption and two rows of six pictures.

    images [4, z, y, x], stripped; truth and found bool [3, z, y, x]; 1 mm in plane, so that voxel_mm3
    is the distance of slices in mm.
    """
    box = _box_of(images)
    images, truth, found = (one[(slice(None), slice(None), *box)] for one in (images, truth, found))
    grey = np.stack([_grey(one) for one in images])
    rows = []
    for z in worst_slices(images[0] > 0, truth, found, APART_MM / voxel_mm3):
        four = [np.repeat(one[z][..., None], 3, 2) for one in grey]
        rows.append([*four, _outlined(four[0], truth[:, z]), _outlined(four[0], found[:, z])])
    picture = Image.fromarray(np.concatenate([np.concatenate(row, 1) for row in rows]))
    sheet = Image.new("RGB", (picture.width, picture.height + 3 * LINE))
    sheet.paste(picture, (0, 3 * LINE))
    _write(sheet, f"{name}: {_words(found, truth, voxel_mm3)}")
    return sheet


def worst_slices(brain, truth, found, apart: float) -> list[int]:
    """The two slices with most wrong voxels, at least so many slices apart."""
    # Where nothing is wrong, the slice with most tumour or, without any, with most brain.
    wrong = (truth != found).sum((0, 2, 3)) + 1e-2 * truth[0].sum((1, 2)) + 1e-6 * brain.sum((1, 2))
    first = int(np.argmax(wrong))
    near = np.abs(np.arange(len(wrong)) - first) < apart
    return sorted([first, int(np.argmax(np.where(near, -1, wrong)))])


def _box_of(images) -> tuple[slice, slice]:
    """Rows and columns of the brain with a margin."""
    plane = (images > 0).sum(0).max(0) > 2
    inside = [np.nonzero(plane.any(axis))[0] for axis in (1, 0)]
    return tuple(slice(max(0, one[0] - MARGIN), one[-1] + 1 + MARGIN) for one in inside)


def _grey(image) -> np.ndarray:
    low, high = np.percentile(image[image > 0], (1, 99.5))
    return (np.clip((image - low) / (high - low), 0, 1) * (image > 0) * 255).astype(np.uint8)


def _outlined(grey, masks) -> np.ndarray:
    out = grey.copy()
    for mask, colour in zip(masks, COLOURS):
        out[mask & ~ndi.binary_erosion(mask)] = colour
    return out


def _write(sheet: Image.Image, caption: str):
    """Caption, disclaimer and legend, and the columns' names."""
    pen = ImageDraw.Draw(sheet)
    pen.text((4, 2), caption, fill=(255, 255, 255))
    pen.text((4, 2 + LINE), DISCLAIMER, fill=(255, 255, 255))
    right = sheet.width - 4
    for name, colour in reversed(list(zip(NAMES, COLOURS))):
        right -= pen.textlength(name) + 12
        pen.text((right, 2 + LINE), name, fill=colour)
    for number, name in enumerate(COLUMNS):
        pen.text((4 + number * sheet.width // 6, 2 + 2 * LINE), name, fill=(190, 190, 190))


def _words(found, truth, voxel_mm3) -> str:
    if not truth[0].any():
        return f"false tumour {found[0].sum() * voxel_mm3 / 1000:.1f} ml"
    scores = (dice(a, b) for a, b in zip(found, truth))
    return "Dice WT / TC / ET " + " / ".join("-" if s != s else f"{s:.2f}" for s in scores)


def _score(found, truth) -> tuple[float, int]:
    """Higher is better: Dice, or without a tumour 1 where nothing was found; then less false tumour."""
    overlap = dice(found[0], truth[0]) if truth[0].any() else float(not found[0].any())
    return overlap, -int((found[0] & ~truth[0]).sum())


def worst_of_each_kind(folder: str, rule: Rule, calibration: Calibration):
    """Yields name, seed, corner and answer [3, z, y, x] (in its box) of the worst patient of a kind."""
    seeds = [int(file[:-4]) for file in sorted(os.listdir(folder))]
    worst: dict[str, tuple] = {}
    for seed, one in zip(seeds, load_answers(folder)):
        found = decide(calibration.probability(one.logits), rule, VOXEL_MM3)
        value = _score(found, one.labels)
        if one.name not in worst or value < worst[one.name][0]:
            worst[one.name] = value, seed, one.corner, found
    for name in SETS:
        if name in worst:
            yield (name, *worst[name][1:])


def synthetic_sheets(args) -> list[Image.Image]:
    bank, sheets = Bank(args.bank), []
    copies, calibration = split(len(bank.anatomies))[1], Calibration.load(args.calibration)
    worst = worst_of_each_kind(args.answers, Rule.load(args.rule), calibration)
    for name, seed, corner, found in worst:
        kind, thickness, poor = SETS[name]
        images, labels = volume(bank, copies, seed, kind, thickness, poor)
        whole = np.zeros_like(labels)
        box = tuple(slice(c, c + n) for c, n in zip(corner, found.shape[1:]))
        whole[(slice(None), *box)] = found
        sheets.append(sheet_of(images, labels, whole, f"{name}, seed {seed}", VOXEL_MM3))
    return sheets


def study_sheet(args) -> Image.Image:
    images = read_study(args.flair, args.t1, args.t1c, args.t2)
    truth, found = (regions(read_volume(path)) for path in (args.reference, args.answer))
    name = os.path.basename(os.path.dirname(os.path.abspath(args.flair)))
    return sheet_of(images, truth, found, name, 1.0)


def stacked(sheets: list[Image.Image]) -> Image.Image:
    """In two columns, or one sheet alone."""
    half = (len(sheets) + 1) // 2
    width = max(one.width for one in sheets)
    columns = [sheets[:half], sheets[half:]] if len(sheets) > 1 else [sheets]
    height = max(sum(one.height for one in column) for column in columns)
    out = Image.new("RGB", (width * len(columns), height))
    for number, column in enumerate(columns):
        top = 0
        for one in column:
            out.paste(one, (number * width, top))
            top += one.height
    return out


def main():
    parser = argparse.ArgumentParser(description="Draws where a network is worst.")
    parser.add_argument("--answers")
    parser.add_argument("--bank")
    parser.add_argument("--rule")
    parser.add_argument("--calibration", help="only when the network does not hold it already")
    for file in ("flair", "t1", "t1c", "t2", "reference", "answer"):
        parser.add_argument(f"--{file}")
    parser.add_argument("--out", required=True, help="PNG")
    args = parser.parse_args()
    synthetic = (args.answers, args.bank, args.rule)
    real = (args.flair, args.t1, args.t1c, args.t2, args.reference, args.answer)
    if all(synthetic) == all(real):
        parser.error("give --answers, --bank and --rule, or the six files of a study")
    sheets = synthetic_sheets(args) if all(synthetic) else [study_sheet(args)]
    stacked(sheets).save(args.out, optimize=True)


if __name__ == "__main__":
    main()
