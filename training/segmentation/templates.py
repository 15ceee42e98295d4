"""The two head templates that every synthetic anatomy is made from; no patient image.

ICBM152 2009 T1 (bundled with the PyPI package nilearn; Fonov et al. 2011, NeuroImage 54:313) and
Colin27 (ch2, ch2bet of the Debian package mricron-data; Holmes et al. 1998, JCAT 22:324). Both lie in
MNI space at 1 mm. Regions come from simple geometry in MNI coordinates, not from an atlas.
"""

import os
from dataclasses import dataclass

import nibabel as nib
import numpy as np
from scipy import ndimage as ndi

COLIN_FOLDER = "/usr/share/mricron/templates"

# Ellipsoids in MNI mm, mirrored in x: (centre x, y, z), (radii x, y, z).
LIMBIC = [
    ((26, -20, -15), (10, 22, 10)),
    ((38, 3, 0), (7, 20, 16)),
    ((5, 15, 28), (7, 40, 16)),
    ((5, -40, 30), (7, 22, 14)),
]
DEEP = [
    ((26, 2, 0), (8, 18, 11)),
    ((11, -18, 7), (9, 14, 9)),
    ((13, 12, 8), (5, 12, 10)),
    ((15, -58, -34), (8, 10, 6)),
    ((8, -18, -10), (6, 8, 6)),
]
STEM = [((0, -30, -34), (16, 14, 32)), ((0, -24, -12), (18, 12, 10))]


@dataclass
class Template:
    """A head: arrays [z, y, x] at 1 mm, z up, y to posterior, x to left."""

    name: str
    tissue: np.ndarray
    """0 CSF, 1 grey, 2 white matter, continuous; 0 outside the brain."""
    brain: np.ndarray
    ventricles: np.ndarray
    regions: list[np.ndarray]
    """Maps 0..1 of cerebellum, limbic grey, deep grey, brainstem."""


def load_templates(colin_folder: str = COLIN_FOLDER) -> list[Template]:
    """Both templates, ICBM152 first."""
    return [_template("icbm", *_icbm()), _template("colin", *_colin(colin_folder))]


def _canonical(path: str):
    image = nib.as_closest_canonical(nib.load(path))
    return np.asarray(image.dataobj, np.float32), image.affine[:3, 3]


def _icbm():
    import nilearn.datasets

    folder = os.path.join(os.path.dirname(nilearn.datasets.__file__), "data")
    path = os.path.join(folder, "mni_icbm152_t1_tal_nlin_sym_09a_converted.nii.gz")
    data, origin = _canonical(path)
    # Grey levels of CSF, grey and white matter in this file.
    tissue = np.interp(data, [68, 165, 222], [0, 1, 2])
    return tissue, ndi.binary_fill_holes(data > 0), origin


def _colin(folder: str):
    data, origin = _canonical(os.path.join(folder, "ch2bet.nii.gz"))
    head, _ = _canonical(os.path.join(folder, "ch2.nii.gz"))
    brain = ndi.binary_closing(np.pad(data > 0, 8), iterations=6)[8:-8, 8:-8, 8:-8]
    # The extracted brain has holes where CSF was dark: take these from the whole head.
    data = np.where(data > 0, data, np.minimum(head, 60))
    return np.interp(data, [42, 84, 114], [0, 1, 2]), ndi.binary_fill_holes(brain), origin


def _template(name, tissue, brain, origin) -> Template:
    def turn(array):
        return np.ascontiguousarray(array.transpose(2, 1, 0)[:, ::-1, ::-1])

    regions = [turn(one) for one in region_maps(tissue.shape, origin)]
    tissue = turn(np.where(brain, tissue, 0).astype(np.float32))
    brain = _largest(turn(brain))
    inner = (tissue < 0.75) & (ndi.distance_transform_edt(brain) > 16)
    labels, count = ndi.label(ndi.binary_opening(inner))
    sizes = ndi.sum_labels(inner, labels, range(1, count + 1))
    ventricles = np.isin(labels, 1 + np.nonzero(sizes > 150)[0])
    return Template(name, tissue, brain, ventricles, regions)


def _largest(mask):
    labels, count = ndi.label(mask)
    return labels == 1 + np.argmax(ndi.sum_labels(mask, labels, range(1, count + 1)))


def region_maps(shape, origin) -> list[np.ndarray]:
    """Cerebellum, limbic grey, deep grey and brainstem, 0..1, as arrays [x, y, z] in RAS order.

    `origin` is the MNI position of voxel (0, 0, 0) in mm. The cerebellum lies under a roof-shaped
    tentorium and behind the brainstem.
    """
    x, y, z = (
        np.arange(n, dtype=np.float32).reshape([-1 if i == k else 1 for k in range(3)]) + origin[i]
        for i, n in enumerate(shape)
    )
    ax = np.abs(x)
    roof = 6 - 0.8 * np.minimum(ax, 20) - 0.5 * np.maximum(ax - 20, 0)
    roof = roof - 0.5 * np.maximum(-72 - y, 0)

    def ellipsoids(shapes):
        inside = [
            1.6 - np.sqrt(sum(((a - c) / r) ** 2 for a, c, r in zip((ax, y, z), centre, radii)))
            for centre, radii in shapes
        ]
        return np.clip(np.max(inside, 0), 0, 1)

    stem = np.clip(ellipsoids(STEM) * 2, 0, 1)
    cerebellum = ((z < roof) & (y < -37 - 0.1 * ax)) * (1 - stem)
    limbic, deep = (np.clip(ellipsoids(one) * 1.6, 0, 1) for one in (LIMBIC, DEEP))
    maps = (cerebellum, limbic, deep, stem)
    return [ndi.gaussian_filter(one.astype(np.float32), 1.5) for one in maps]
