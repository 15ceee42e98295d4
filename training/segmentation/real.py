"""Scores a network on one real study. For the end of a training only: nothing is chosen on it.

    python -m segmentation.real --network FILE --rule FILE --flair F --t1 F --t1c F --t2 F [--reference F]

NIfTI files, skull-stripped, aligned, 1 mm, orientation LPS as in BraTS. In the reference 1 is core
without enhancement, 2 oedema, and everything above is enhancing. `deno task accuracy` gives the same
Dice through the product's own code.
"""

import argparse
import json
import time

import numpy as np

from .calibration import CALIBRATED
from .metrics import count_lesions, dice
from .predict import open_network, predict
from .rule import PLAIN, Rule, decide


def read_volume(path: str) -> np.ndarray:
    """Array [z, y, x] with z up, y to posterior, x to left, of a 1 mm LPS file."""
    import nibabel

    image = nibabel.load(path)
    order = nibabel.aff2axcodes(image.affine)
    if order != ("L", "P", "S"):
        image = image.as_reoriented(
            nibabel.orientations.ornt_transform(
                nibabel.io_orientation(image.affine), nibabel.orientations.axcodes2ornt("LPS")
            )
        )
    return np.asarray(image.dataobj, np.float32).transpose(2, 1, 0)


def read_study(flair, t1, t1c, t2) -> np.ndarray:
    """Volumes float32 [4, z, y, x] in the network's order."""
    return np.stack([read_volume(path) for path in (flair, t1, t1c, t2)])


def regions(label: np.ndarray) -> np.ndarray:
    """Whole tumour, core and enhancing tumour, bool [3, z, y, x], of a label map of BraTS."""
    return np.stack([label > 0, (label == 1) | (label > 2), label > 2])


def main():
    parser = argparse.ArgumentParser(description="Scores a network on one real study.")
    parser.add_argument("--network", required=True)
    parser.add_argument("--rule")
    parser.add_argument("--reference")
    for sequence in ("flair", "t1", "t1c", "t2"):
        parser.add_argument(f"--{sequence}", required=True)
    args = parser.parse_args()
    volumes = read_study(args.flair, args.t1, args.t1c, args.t2)
    start = time.time()
    logits, _ = predict(open_network(args.network), volumes, 1)
    seconds = time.time() - start
    found = decide(CALIBRATED.probability(logits), Rule.load(args.rule) if args.rule else PLAIN, 1.0)
    result = {"seconds": round(seconds, 1), "ml": [round(m.sum() / 1000, 1) for m in found]}
    if args.reference:
        truth = regions(read_volume(args.reference))
        result["dice"] = [round(dice(a, b), 3) for a, b in zip(found, truth)]
        result["reference_ml"] = [round(m.sum() / 1000, 1) for m in truth]
        lesions = count_lesions(found[0], truth[1], truth[0], 1.0, 0, 1000)
        result["lesions"] = vars(lesions)
    print(json.dumps(result, default=float))


if __name__ == "__main__":
    main()
