"""Measures a knowledge file on synthetic patients whose anatomies had no part in it.

    python -m segmentation.knowledge check --bank BANK --knowledge FILE [--patients 1000] [--whole 100]

How many untouched patients are flagged (false alarms), and how many are when sequences are
exchanged or replaced, or the images are no brain. `whole`: whole volumes with blur and mixing of
slices as validation.py has them, instead of points of a head.
"""

import numpy as np
from scipy import ndimage as ndi

from .anatomy import split
from .knowledge import (
    CHANNELS,
    LAG_MM,
    PAIRS,
    SPARSE_ML,
    as_if,
    draw,
    features,
    judge,
    normalised,
)
from .preprocess import GAP_MM
from .samples import volume
from .scene.render import Bank

FIRST_SEED = 4_400_000
WHOLE_SEED = 4_500_000
VOXEL_ML = GAP_MM / 1000


def check(bank: Bank, known: dict, count: int, whole: int) -> dict:
    """Shares of flagged studies by what was done to them, and how often the reason was right."""
    copies = split(len(bank.anatomies))[1]
    drawn = [draw(bank, copies, FIRST_SEED + n)[:2] for n in range(count)]
    rows = [(features(*one, 1), one[1].sum() * SPARSE_ML) for one in drawn]
    out = {"untouched": _shares(rows, known)}
    if whole:
        seeds = range(WHOLE_SEED, WHOLE_SEED + whole)
        studies = [_row(volume(bank, copies, seed, None)[0]) for seed in seeds]
        out["untouched, whole volumes"] = _shares(studies, known)
    for a, b in PAIRS:
        order = list(range(4))
        order[a], order[b] = b, a
        expected = {"kind": "exchanged", "sequences": [CHANNELS[a], CHANNELS[b]]}
        changed = [(as_if(row, order), ml) for row, ml in rows]
        out[f"{CHANNELS[a]} and {CHANNELS[b]} exchanged"] = _shares(changed, known, expected)
    for a in range(4):
        for b in range(4):
            if a == b:
                continue
            order = list(range(4))
            order[a] = b
            pair = [CHANNELS[q] for q in sorted((a, b))]
            changed = [
                (features(images[order], brain, 1), brain.sum() * SPARSE_ML)
                for images, brain in drawn[:50]
            ]
            expected = {"kind": "repeated", "sequences": pair}
            out[f"{CHANNELS[b]} given as {CHANNELS[a]} too"] = _shares(changed, known, expected)
    rng = np.random.default_rng(53)
    out["noise"] = _shares([_noise(rng) for _ in range(20)], known)
    out["another organ"] = _shares([_organ(rng) for _ in range(20)], known)
    return out


def _shares(rows, known: dict, expected: dict | None = None) -> dict:
    found = [judge(*one, known)["reasons"] for one in rows]
    share = {"studies": len(found), "flagged": round(np.mean([bool(one) for one in found]), 4)}
    for kind in ("far", "exchanged", "repeated", "structure", "size"):
        share[kind] = round(np.mean([any(r["kind"] == kind for r in one) for one in found]), 4)
    if expected is not None:
        share["reason right"] = round(np.mean([expected in one for one in found]), 4)
    return {key: float(value) for key, value in share.items()}


def _row(volumes):
    """Features and millilitres of volumes with columns of 1 mm; slices 3 mm apart count threefold."""
    images, brain = normalised(volumes)
    return features(images, brain, LAG_MM), brain.sum() * VOXEL_ML


def _noise(rng):
    """Four volumes of positive noise in a ball of 0.9 l."""
    return _row(rng.gamma(2.0, 100, (4, 40, 120, 120)).astype(np.float32) * _ball(40, 120))


def _organ(rng):
    """A smooth blob with vessels: one tissue, brightness by sequence at random, as a liver has it."""
    texture = ndi.gaussian_filter(rng.standard_normal((40, 120, 120)), 3)
    vessels = ndi.gaussian_filter(rng.standard_normal((40, 120, 120)), 1.2) > 0.25
    images = []
    for gain, vessel in zip(rng.uniform(0.2, 1.5, 4), rng.uniform(-0.6, 1.5, 4)):
        noise = rng.normal(0, 0.05, texture.shape)
        images.append(400 + 300 * gain * texture + 200 * vessel * vessels + 400 * noise)
    return _row(np.maximum(images, 1).astype(np.float32) * _ball(40, 120))


def _ball(slices: int, edge: int):
    """An ellipsoid that touches the sides of an array [slices, edge, edge]."""
    z, y = np.linspace(-1, 1, slices), np.linspace(-1, 1, edge)
    inside = z[:, None, None] ** 2 + y[:, None] ** 2 + y**2 < 0.97
    return inside.astype(np.float32)
