"""The two heads that every synthetic scan is drawn from; no patient image.

python -m stripping.anatomy --out BANK [--templates /usr/share/mricron/templates]

BANK/colin.npz is Colin27 (ch2 and ch2bet of Debian's mricron-data; Holmes et al. 1998, JCAT 22:324).
BANK/icbm.npz is the brain of ICBM152 2009 (bundled in PyPI's nilearn; Fonov et al. 2011, NeuroImage
54:313), which comes without a head, in the head of Colin27 drawn around it.

All arrays are z (up), y (to posterior), x (to left), 1 mm, with a neck added below by repeating the
lowest slice. Kept: `label` (uint8, see LABELS), `tissue` (uint8, 0 CSF, 100 grey, 200 white matter,
valid inside the brain), `distance` (int8, tenths of mm / 2, signed, positive inside the brain mask),
`normal` (float16, outward direction at 4 mm) and the middle of the brain.
"""
import argparse
import os

import numpy as np
from scipy import ndimage as ndi

NECK = 45
"""mm of neck added below the template."""

SIDE = 8
"""mm of air added on the other sides."""

BINS = (16, 34, 60, 108, 150)
"""Borders of the template's T1 values outside the brain: air, bone, dark, muscle, marrow, fat."""

ZONES = ("shell", "skull", "scalp", "deep", "face", "base")
"""Where a voxel outside the brain lies; see `zone_of`."""

AIR, BRAIN, CSF_SHELL, DURA, SINUS, EYE, LENS, SELLA = 0, 1, 2, 3, 4, 5, 6, 7
FIRST_BIN = 8
"""Label of zone k and bin b is FIRST_BIN + 6 k + b."""

LABELS = FIRST_BIN + 6 * len(ZONES)


def ball(radius):
    """Structuring element: a ball of this radius in voxels."""
    r = int(np.ceil(radius))
    g = np.mgrid[-r:r + 1, -r:r + 1, -r:r + 1]
    return (g**2).sum(0) <= radius**2 + 0.1


def closing(mask, radius):
    """Closing with a ball by distance maps; much faster than morphology for large balls."""
    grown = ndi.distance_transform_edt(~mask) <= radius
    return ndi.distance_transform_edt(grown) > radius


def opening(mask, radius):
    """Opening with a ball by distance maps."""
    kept = ndi.distance_transform_edt(mask) > radius
    return ndi.distance_transform_edt(~kept) <= radius


def largest(mask):
    """The largest face-connected part."""
    parts, count = ndi.label(mask)
    return parts == 1 + np.argmax(ndi.sum(mask, parts, range(1, count + 1))) if count else mask


def read(path, pad=True):
    """A template as z, y, x with y to posterior and x to left, padded with air."""
    import nibabel as nib
    image = nib.as_closest_canonical(nib.load(path))
    data = np.asarray(image.dataobj, np.float32).transpose(2, 1, 0)[:, ::-1, ::-1]
    return data if not pad else np.pad(data, ((0, SIDE), (SIDE, SIDE), (SIDE, SIDE)))


def millimetres(shape):
    """MNI coordinates z, y, x (superior, anterior, right positive) of the padded Colin27 grid."""
    z, y, x = np.meshgrid(*[np.arange(s, dtype=np.float32) for s in shape], indexing="ij", sparse=True)
    return z - 71, 91 + SIDE - y, 90 + SIDE - x


def brain_mask(stripped):
    """The brain with its sulci and fissures filled, without the leak along the optic nerve."""
    z, y, x = millimetres(stripped.shape)
    found = (stripped > 0) & ~((z < -18) & (y > 22 + (z + 40) * -0.1) & (np.abs(x) > 8) & (z < -24))
    found = largest(opening(found, 1.0))
    closed = closing(np.pad(found, 12), 7)[12:-12, 12:-12, 12:-12]
    closed = opening(ndi.binary_fill_holes(closed), 3) | (closed & (z < -45) & (np.abs(x) < 14))
    closed &= z > -66
    return largest(ndi.gaussian_filter(closed.astype(np.float32), 0.9) > 0.5)


def signed_distance(mask):
    """mm, positive inside, zero on the faces between inside and outside."""
    return np.where(mask, ndi.distance_transform_edt(mask) - 0.5, 0.5 - ndi.distance_transform_edt(~mask))


def zone_of(shape, out, depth, head):
    """Index of ZONES: by the distance from the brain, the depth below the skin and the place."""
    z, y, x = millimetres(shape)
    zone = np.full(shape, 3, np.uint8)
    zone[depth < 9] = 2
    zone[(out <= 12) & (depth >= 4)] = 1
    zone[out <= 3.5] = 0
    base = (z < -22) & (out > 2) & (depth > 8)
    zone[base] = 5
    zone[(y > 38) & (z < -18) & head & (out > 3)] = 4
    return zone


def label_map(t1, brain):
    """Labels of the whole head from the T1 value, the distances and simple geometry."""
    z, y, x = millimetres(t1.shape)
    head = ndi.binary_fill_holes(closing(t1 > 18, 4))
    head = largest(opening(head, 2)) | brain
    inside = signed_distance(brain)
    out, depth = np.maximum(-inside, 0), ndi.distance_transform_edt(head)
    smooth = ndi.gaussian_filter(t1, 0.5)
    bins = np.digitize(smooth, BINS)
    label = FIRST_BIN + 6 * zone_of(t1.shape, out, depth, head) + bins
    label[(out <= 3.2) & (bins <= 2)] = CSF_SHELL
    upper = (z > -15) | ((y < -35) & (z > -50))
    midline = (np.abs(x) < 4.5 + np.maximum(0, 2 - out)) & (out > 0.4) & (out < 8) & upper & ((y < 45) | (z > 25))
    transverse = (np.abs(z + 20 + 0.0 * x) < 4.5) & (y < -55) & (out > 0.4) & (out < 7)
    label[midline | transverse] = SINUS
    label[(out > 2.2) & (out <= 3.6) & ~(midline | transverse) & (bins <= 3)] = DURA
    label[(np.abs(x) < 9) & (np.abs(y - 2) < 8) & (np.abs(z + 35) < 6) & ~brain] = SELLA
    for side in (-1, 1):
        eye = (x - side * 33)**2 + (y - 58)**2 + (z + 41)**2
        label[(eye < 12.0**2) & ~brain] = EYE
        label[((x - side * 33)**2 + (y - 67)**2 * 2.5 + (z + 41)**2 < 16) & ~brain] = LENS
    label[~head] = AIR
    label[brain] = BRAIN
    return label.astype(np.uint8)


def colin(folder):
    """Colin27: T1, brain mask, labels, tissue on the padded template grid."""
    t1, stripped = read(os.path.join(folder, "ch2.nii.gz")), read(os.path.join(folder, "ch2bet.nii.gz"))
    brain = brain_mask(stripped)
    tissue = np.interp(ndi.gaussian_filter(t1, 0.3), [38, 52, 86, 114], [0, 25, 100, 200])
    return brain, label_map(t1, brain), tissue


def icbm(brain_of_head, label_of_head):
    """ICBM152's brain on the same grid, and the other head's labels moved so that they surround it."""
    import nilearn.datasets
    data = os.path.join(os.path.dirname(nilearn.datasets.__file__), "data")
    whole = read(os.path.join(data, "mni_icbm152_t1_tal_nlin_sym_09a_converted.nii.gz"), pad=False)
    t1 = np.zeros(brain_of_head.shape, np.float32)
    t1[:188, 1:233] = whole[1:189, :232]
    z, y, x = millimetres(t1.shape)
    brain = closing(np.pad(t1 > 0, 12), 7)[12:-12, 12:-12, 12:-12] & (z > -66)
    brain = largest(opening(ndi.binary_fill_holes(brain), 1.5))
    label = around(brain, brain_of_head, label_of_head)
    tissue = np.interp(t1, [75, 100, 165, 218], [0, 25, 100, 200])
    return brain, label, tissue


def around(brain, brain_of_head, label):
    """Labels at the places whose distance from `brain_of_head` is the distance here from `brain`."""
    here, there = signed_distance(brain), signed_distance(brain_of_head)
    normal = -np.stack(np.gradient(ndi.gaussian_filter(there, 2)))
    normal /= np.maximum(np.sqrt((normal**2).sum(0)), 0.3)
    start = np.stack(np.meshgrid(*[np.arange(s, dtype=np.float32) for s in here.shape], indexing="ij"))
    move = np.zeros_like(start)
    near = np.exp(-(np.maximum(-here, 0) / 25) ** 2)
    for _ in range(4):
        at = start + move
        error = (here - ndi.map_coordinates(there, at, order=1, mode="nearest")) * near
        step = np.stack([ndi.map_coordinates(n, at, order=1, mode="nearest") for n in normal])
        move -= 0.8 * error * step
        move = np.stack([ndi.gaussian_filter(m, 1.5) for m in move])
    moved = ndi.map_coordinates(label, start + move, order=0, mode="nearest")
    moved[(moved == BRAIN) & ~brain] = CSF_SHELL
    moved[brain] = BRAIN
    return moved


def finish(brain, label, tissue):
    """With a neck: everything the scenes need, as a dictionary of arrays."""
    below = lambda a, mode: np.pad(a, ((NECK, 0), (0, 0), (0, 0)), mode=mode)
    label, brain = below(label, "edge"), below(brain, "constant")
    label[(label == BRAIN) & ~brain] = FIRST_BIN + 6 * 3 + 3
    inside = signed_distance(brain)
    rough = ndi.gaussian_filter(inside, 3)[::4, ::4, ::4]
    normal = -np.stack(np.gradient(rough, 4.0))
    normal /= np.maximum(np.sqrt((normal**2).sum(0)), 0.2)
    where = np.argwhere(brain)
    return dict(
        label=label, tissue=below(tissue, "edge").astype(np.uint8), brain=brain,
        distance=np.clip(inside, -60, 60).astype(np.float16), normal=normal.astype(np.float16),
        middle=(where.min(0) + where.max(0)) / 2.0,
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--templates", default="/usr/share/mricron/templates")
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    head = colin(options.templates)
    np.savez_compressed(os.path.join(options.out, "colin.npz"), **finish(*head))
    np.savez_compressed(os.path.join(options.out, "icbm.npz"), **finish(*icbm(head[0], head[1])))
