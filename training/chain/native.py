"""Four series as they left the scanner: stripped, registered, segmented, scored.

    python -m chain.native --case FOLDER --stripper STRIPPER.onnx --pack PACK [--reference FOLDER]
        [--save FOLDER]

FOLDER holds t1, t1c, t2 and flair.nii.gz with their skull. Each is stripped in its own space; the
brains of T1, T2 and FLAIR are registered to that of T1c, rigidly; all four are brought onto a 1 mm grid
and segmented with the network and the rule of PACK.

--reference: folder with t1c.nii.gz and seg_mav.nii.gz (1 mm, stripped, another space). Its T1c is
registered to ours (affine), and our answer is carried to the reference, which stays as it is: about
half a voxel of precision is lost on the way.
"""

import argparse
import json
import os
import resource
import time

import itk
import numpy as np

from segmentation.metrics import count_lesions, dice
from segmentation.predict import open_network, predict, probability
from segmentation.rule import Rule, decide
from stripping import strip

from .register import carry, cubic_grid, image_of, register, resample

SEQUENCES = ("flair", "t1", "t1c", "t2")


def mask_of(path: str, ask, image):
    """The brain of a series by the stripper, on the series' own grid."""
    volume, spacing, affine = strip.load(path)
    brain = strip.strip(volume, spacing, ask) > 0
    # From the stripper's axes (z up, y to posterior, x to left) back to the file's, by the header.
    import nibabel

    canonical = nibabel.Nifti1Image(brain[:, ::-1, ::-1].transpose(2, 1, 0).astype(np.uint8), affine)
    back = nibabel.io_orientation(nibabel.load(path).affine)
    same = nibabel.orientations.ornt_transform(nibabel.io_orientation(affine), back)
    return image_of(np.asarray(canonical.as_reoriented(same).dataobj).transpose(2, 1, 0), image)


def aligned(case: str, ask):
    """Volumes [4, z, y, x] on a 1 mm grid of T1c, their masks, the grid, and the masks' Dice to T1c's."""
    images = {s: itk.imread(os.path.join(case, f"{s}.nii.gz"), itk.F) for s in SEQUENCES}
    masks = {s: mask_of(os.path.join(case, f"{s}.nii.gz"), ask, images[s]) for s in SEQUENCES}
    grid = cubic_grid(images["t1c"])
    brains = {s: image_of(np.asarray(images[s]) * np.asarray(masks[s]), images[s]) for s in SEQUENCES}
    volumes, inside = {}, {}
    for s in SEQUENCES:
        if s == "t1c":
            volumes[s], inside[s] = resample(images[s], grid), resample(masks[s], grid)
            continue
        transform = register(brains["t1c"], brains[s])
        volumes[s] = carry(images[s], transform, grid)
        inside[s] = carry(masks[s], transform, grid)
    inside = {s: inside[s] > 0.5 for s in SEQUENCES}
    agreement = {s: round(dice(inside[s], inside["t1c"]), 4) for s in SEQUENCES}
    stack = [np.maximum(volumes[s], 1e-3) * inside[s] for s in SEQUENCES]
    return np.stack(stack).astype(np.float32), grid, agreement


def pack_of(path: str):
    """Network and rule of a pack."""
    with open(os.path.join(path, "manifest.json")) as file:
        manifest = json.load(file)
    output = manifest["output"]
    parts = output["components"]
    rule = Rule(
        thresholds=tuple(region["threshold"] for region in output["regions"]),
        min_mm3=parts["minMm3"],
        sure_core=parts["sureCore"],
        fill_core=parts["fillCore"],
    )
    return open_network(os.path.join(path, manifest["file"]), threads=2), rule


def score(found, volumes, grid, reference: str) -> dict:
    """Dice and lesions in the reference's own space; `found`: our masks on our grid."""
    there = itk.imread(os.path.join(reference, "t1c.nii.gz"), itk.F)
    there = image_of(np.maximum(np.asarray(there), 0), there)
    ours = image_of(volumes[SEQUENCES.index("t1c")], grid)
    # Another patient space: registration starts from the middles of the two brains.
    origin = (np.array(grid.GetOrigin()) + mass(there) - mass(ours)).tolist()
    grid.SetOrigin(origin)
    ours.SetOrigin(origin)
    transform = register(there, ours, "affine")
    moved = [carry(image_of(one, grid), transform, there) > 0.5 for one in found]
    label = np.asarray(itk.imread(os.path.join(reference, "seg_mav.nii.gz"), itk.F))
    truth = np.stack([label > 0, (label == 1) | (label > 2), label > 2])
    again = carry(ours, transform, there)
    both = (again > 0) & (np.asarray(there) > 0)
    return {
        "dice": [round(dice(a, b), 3) for a, b in zip(moved, truth)],
        "ml": [round(float(one.sum()) / 1000, 1) for one in moved],
        "reference_ml": [round(float(one.sum()) / 1000, 1) for one in truth],
        "lesions": vars(count_lesions(moved[0], truth[1], truth[0], 1.0, 0, 1000)),
        "t1c_correlation": round(float(np.corrcoef(again[both], np.asarray(there)[both])[0, 1]), 3),
        "brain_dice": round(dice(again > 0, np.asarray(there) > 0), 3),
    }


def mass(image) -> np.ndarray:
    """Middle of all voxels above 0, in mm."""
    middle = np.argwhere(np.asarray(image) > 0).mean(0)[::-1] * np.array(image.GetSpacing())
    return np.array(image.GetOrigin()) + itk.array_from_matrix(image.GetDirection()) @ middle


def main():
    parser = argparse.ArgumentParser(description="Runs the own networks over four native series.")
    parser.add_argument("--case", required=True)
    parser.add_argument("--stripper", required=True)
    parser.add_argument("--pack", required=True)
    parser.add_argument("--reference")
    parser.add_argument("--save", help="folder for the aligned brains and the answer, NIfTI")
    args = parser.parse_args()
    start = time.time()
    volumes, grid, agreement = aligned(args.case, strip.network(args.stripper))
    ready = time.time()
    run, rule = pack_of(args.pack)
    logits, _ = predict(run, volumes, 1)
    found = decide(probability(logits), rule, 1.0)
    result = {
        "seconds": {"aligned": round(ready - start, 1), "segmented": round(time.time() - ready, 1)},
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "mask_dice_to_t1c": agreement,
        "ml": [round(float(one.sum()) / 1000, 1) for one in found],
    }
    if args.save:
        save(args.save, volumes, found, grid)
    if args.reference:
        result["reference"] = score(found, volumes, grid, args.reference)
    print(json.dumps(result, default=float))


def save(folder: str, volumes, found, grid):
    """Brains and answer (0, 2 oedema, 1 core, 4 enhancing) as NIfTI files."""
    os.makedirs(folder, exist_ok=True)
    answer = np.where(found[2], 4, np.where(found[1], 1, np.where(found[0], 2, 0)))
    for name, one in zip((*SEQUENCES, "answer"), (*volumes, answer)):
        itk.imwrite(image_of(one, grid), os.path.join(folder, f"{name}.nii.gz"))


if __name__ == "__main__":
    main()
