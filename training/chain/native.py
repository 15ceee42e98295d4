"""Four series as they left the scanner: stripped, registered, segmented, scored. Prints JSON.

    python -m chain.native --case FOLDER --stripper STRIPPER.onnx --pack PACK
        [--reference FOLDER] [--picture PNG] [--save FOLDER]
    python -m chain.native --case FOLDER --stripper STRIPPER.onnx --network FILE --rule RULE.json ...

FOLDER holds t1, t1c, t2 and flair.nii.gz with their skull, each on its own grid. T1c is stripped; T1, T2
and FLAIR are registered to it rigidly, with skull, then inside its brain; each is stripped too, and a voxel
of the common brain is one that at least two of the four masks hold. All are brought onto a 1 mm grid and
segmented with the network and the rule of PACK (a folder of models/), or with --network and --rule as
segmentation makes them. chain/compare.py measures why in this order; chain/score.py says how the
answer meets a reference in another space.
"""

import argparse
import json
import os
import resource
import time
from dataclasses import dataclass

import itk
import nibabel
import numpy as np

from segmentation.calibration import CALIBRATED
from segmentation.metrics import dice
from segmentation.pictures import sheet_of
from segmentation.predict import open_network, predict
from segmentation.rule import Rule, decide
from stripping import strip

from .register import carry, cubic_grid, image_of, middle_of, motion, register_heads
from .score import against

SEQUENCES = ("flair", "t1", "t1c", "t2")
"""In the network's order."""
VOTES = 2


@dataclass
class Study:
    """Four series on one grid."""

    volumes: np.ndarray
    """float32 [4, z, y, x], 0 outside the brain."""
    grid: object
    """Empty itk.Image, 1 mm, along the patient's axes."""
    t1c: object
    """T1c as it was read, with skull."""
    brain: np.ndarray
    """The brain of T1c on T1c's own grid, bool."""
    registration: dict
    """By series: motion found, overlap of the stripper's masks before and after it."""


def brain_of(path: str, ask) -> np.ndarray:
    """The stripper's mask of a NIfTI file, bool [z, y, x] on the file's own grid."""
    volume, spacing, affine = strip.load(path)
    brain = strip.strip(volume, spacing, ask) > 0
    # From the stripper's axes (z up, y to posterior, x to left) back to the file's, by the header.
    canonical = nibabel.Nifti1Image(brain[:, ::-1, ::-1].transpose(2, 1, 0).astype(np.uint8), affine)
    turn = nibabel.orientations.ornt_transform(
        nibabel.io_orientation(affine), nibabel.io_orientation(nibabel.load(path).affine)
    )
    return np.asarray(canonical.as_reoriented(turn).dataobj).transpose(2, 1, 0) > 0


def aligned(case: str, ask) -> Study:
    """Strips, registers to T1c, resamples."""
    paths = {s: os.path.join(case, f"{s}.nii.gz") for s in SEQUENCES}
    images = {s: itk.imread(path, itk.F) for s, path in paths.items()}
    masks = {s: brain_of(path, ask) for s, path in paths.items()}
    fixed, brain = images["t1c"], masks["t1c"]
    grid = cubic_grid(fixed)
    own = carry(brain, fixed, np.eye(4), grid) > 0.5
    votes, volumes, registration = own.astype(np.uint8), [], {}
    for s in SEQUENCES:
        if s == "t1c":
            volumes.append(in_view(images[s], np.eye(4), grid))
            continue
        matrix = register_heads(fixed, images[s], brain)
        volumes.append(in_view(images[s], matrix, grid))
        before, after = (carry(masks[s], images[s], m, grid) > 0.5 for m in (np.eye(4), matrix))
        votes += after
        registration[s] = {
            **motion(matrix, middle_of(own, grid)),
            "mask_dice_by_header": round(dice(before, own), 3),
            "mask_dice": round(dice(after, own), 3),
        }
    return Study(np.stack(volumes) * (votes >= VOTES), grid, fixed, brain, registration)


def in_view(image, matrix, grid) -> np.ndarray:
    """A series on the grid: above 0 in its field of view, 0 beyond it, as the network was taught."""
    volume = np.asarray(image)
    view = carry(np.ones(volume.shape), image, matrix, grid, 0) > 0
    return np.maximum(carry(volume, image, matrix, grid), 1e-3) * view


def network_and_rule(options) -> tuple:
    """Path of the network and its rule: of a pack's manifest, or as they were given."""
    if not options.pack:
        return options.network, Rule.load(options.rule)
    with open(os.path.join(options.pack, "manifest.json")) as file:
        manifest = json.load(file)
    return os.path.join(options.pack, manifest["file"]), Rule.of_manifest(manifest["output"])


def save(folder: str, study: Study, found: np.ndarray):
    """Brains and answer (0, 2 oedema, 1 core, 4 enhancing) as NIfTI files."""
    os.makedirs(folder, exist_ok=True)
    answer = np.where(found[2], 4, np.where(found[1], 1, np.where(found[0], 2, 0)))
    for name, one in zip((*SEQUENCES, "answer"), (*study.volumes, answer)):
        itk.imwrite(image_of(one, study.grid), os.path.join(folder, f"{name}.nii.gz"))


def options_of() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--case", required=True)
    parser.add_argument("--stripper", required=True)
    parser.add_argument("--pack")
    parser.add_argument("--network", help="ONNX or checkpoint, in the place of a pack")
    parser.add_argument("--rule", help="rule.json of segmentation.choose_rule")
    parser.add_argument("--threads", type=int, default=1, help="of the networks")
    parser.add_argument("--reference", help="folder with t1c and seg_mav.nii.gz in another space")
    parser.add_argument("--picture", help="PNG of the two worst slices; needs --reference")
    parser.add_argument("--save", help="folder for the aligned brains and the answer, NIfTI")
    options = parser.parse_args()
    if bool(options.pack) == bool(options.network and options.rule):
        parser.error("give --pack, or --network and --rule")
    if options.picture and not options.reference:
        parser.error("--picture needs --reference")
    return options


def main():
    options = options_of()
    network, rule = network_and_rule(options)
    start = time.time()
    study = aligned(options.case, strip.network(options.stripper, options.threads))
    ready = time.time()
    logits, _ = predict(open_network(network, options.threads), study.volumes, 1)
    found = decide(CALIBRATED.probability(logits), rule, 1.0)
    result = {
        "seconds": {"aligned": round(ready - start, 1), "segmented": round(time.time() - ready, 1)},
        "registration": study.registration,
        "ml": [round(float(one.sum()) / 1000, 1) for one in found],
        "rule": vars(rule),
    }
    if options.save:
        save(options.save, study, found)
    if options.reference:
        result["reference"], shown = against(study, found, options.reference)
        if options.picture:
            case = os.path.basename(os.path.normpath(options.case))
            sheet_of(*shown, case, 1.0).save(options.picture)
    result["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(result))


if __name__ == "__main__":
    main()
