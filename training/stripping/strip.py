"""Strips one scan with a trained network, as the product does it.

python -m stripping.strip --net RUN.pt --image SCAN.nii.gz --out MASK.nii.gz
"""
import argparse

import numpy as np
import torch
from scipy import ndimage as ndi

from . import grid
from .network import Stripper

TOP_TO_MIDDLE = 82.0
"""mm from the top of the scalp to the middle of the brain, for the first look."""

PASSES = 3
"""The grid follows the brain found until it moves less than NEAR mm, at most so often."""

NEAR = 6.0


def load(path):
    """A NIfTI file as z (up), y (to posterior), x (to left), its spacing and how to write a mask back."""
    import nibabel as nib
    image = nib.as_closest_canonical(nib.load(path))
    data = np.asarray(image.dataobj, np.float32)
    if data.ndim == 4:
        data = data[..., 0]
    return data.transpose(2, 1, 0)[:, ::-1, ::-1], np.array(image.header.get_zooms()[:3][::-1], float), image.affine


def first_middle(volume, spacing):
    """Middle of the brain by rule: below the top of the head, in the middle of its upper part."""
    head = volume > 0.12 * np.percentile(volume, 99)
    area = head.sum((1, 2)) * spacing[1] * spacing[2]
    filled = np.flatnonzero(area > 3000)
    if filled.size == 0:
        return (np.array(volume.shape) - 1) * spacing / 2
    top = filled[-1]
    low = max(0, int(top - 110 / spacing[0]))
    rows, columns = head[low:top + 1].sum((0, 2)), head[low:top + 1].sum((0, 1))
    mean = lambda counts, step: float((counts * np.arange(counts.size)).sum() / max(1, counts.sum()) * step)
    return np.array([(top + 0.5) * spacing[0] - TOP_TO_MIDDLE, mean(rows, spacing[1]), mean(columns, spacing[2])])


def kept(found, view):
    """Largest part in view with its holes filled, as a distance that is negative elsewhere in view."""
    parts, count = ndi.label((found > 0) & view)
    if count == 0:
        return np.minimum(found, -0.01), parts > 0
    brain = ndi.binary_fill_holes(parts == 1 + np.argmax(np.bincount(parts.ravel())[1:]))
    clean = np.where(brain, np.maximum(found, 0.01), np.minimum(found, -0.01))
    return np.where(view, clean, found), brain


def strip(volume, spacing, ask, middle=None):
    """Signed distance (mm, positive in the brain) at the scan's voxels. `ask`: [2, z, y, x] -> [z, y, x]."""
    middle = first_middle(volume, spacing) if middle is None else middle
    for _ in range(PASSES):
        image, view = grid.onto(volume, spacing, middle)
        pair = np.stack([grid.scale(image) * view, view.astype(np.float32)])
        found = ask(pair)
        _, brain = kept(found, view)
        where = np.argwhere(brain)
        if where.size == 0:
            break
        centre = (where.min(0) + where.max(0)) / 2
        move = (centre - (np.array(grid.SIZE) - 1) / 2) * grid.STEP
        if np.abs(move).max() < NEAR:
            break
        used, middle = middle, middle + move
    else:
        middle = used
    found = (found + ask(np.ascontiguousarray(pair[..., ::-1]))[..., ::-1]) / 2
    found, _ = kept(found, view)
    return grid.back(found, volume.shape, spacing, middle, -12.0)


def torch_network(path):
    torch.set_num_threads(1)
    net = Stripper()
    net.load_state_dict(torch.load(path, weights_only=True))
    net.eval()

    def ask(pair):
        with torch.no_grad():
            return net(torch.from_numpy(pair.astype(np.float32))[None])[0, 0].numpy()
    return ask


def onnx_network(path, threads=2):
    import onnxruntime
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
    return lambda pair: session.run(None, {"image": pair.astype(np.float32)[None]})[0][0, 0]


def network(path, threads=2):
    """[2, z, y, x] -> distance [z, y, x], from an ONNX file or a checkpoint (one thread)."""
    return onnx_network(path, threads) if path.endswith(".onnx") else torch_network(path)


if __name__ == "__main__":
    import nibabel as nib
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--net", required=True)
    parser.add_argument("--image", required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    scan, steps, affine = load(options.image)
    brain = strip(scan, steps, network(options.net)) > 0
    nib.save(nib.Nifti1Image(brain[:, ::-1, ::-1].transpose(2, 1, 0).astype(np.uint8), affine), options.out)
