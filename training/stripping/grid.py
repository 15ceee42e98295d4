"""The network's grid, and how a scan of any spacing comes onto it and back. The product does the same.

A scan is z (up), y (to posterior), x (to left) after turning its axes to the nearest anatomical ones;
oblique scans are not rotated. The grid has 2 mm voxels, its middle lies where the caller says.
"""
import numpy as np

SIZE = (96, 112, 96)
"""Voxels along z, y, x."""

STEP = 2.0
"""mm between voxels."""

PERCENTILES = (0.5, 99.5)
"""Of the voxels above zero on the grid: become 0 and 1."""


def tents(count, spacing, middle, size):
    """Matrix [size, count]: each grid voxel is a tent-weighted mean of the samples nearby.

    The tent is as wide as the larger of both spacings, so thin slices are averaged and thick ones
    interpolated. Rows more than half a sample beyond the first or last one are zero.
    """
    at = (np.arange(size) - (size - 1) / 2) * STEP + middle
    samples = np.arange(count) * spacing
    reach = max(spacing, STEP)
    inside = (at >= -spacing / 2) & (at <= (count - 1) * spacing + spacing / 2)
    near = np.clip(at, 0, (count - 1) * spacing)
    weight = np.maximum(0, 1 - np.abs(near[:, None] - samples[None]) / reach) * inside[:, None]
    total = weight.sum(1, keepdims=True)
    return (weight / np.maximum(total, 1e-6)).astype(np.float32), inside


def onto(volume, spacing, middle):
    """The scan on the grid, and which grid voxels lie in its field of view."""
    parts = [tents(n, s, m, size) for n, s, m, size in zip(volume.shape, spacing, middle, SIZE)]
    (wz, iz), (wy, iy), (wx, ix) = parts
    thin = np.tensordot(wz, volume.astype(np.float32), (1, 0))
    thin = np.matmul(wy, thin)
    return np.matmul(thin, wx.T), iz[:, None, None] & iy[:, None] & ix


def back(values, shape, spacing, middle, outside):
    """Grid values linearly interpolated at the scan's voxels; `outside` beyond the grid."""
    weights = []
    for count, step, centre, size in zip(shape, spacing, middle, SIZE):
        at = (np.arange(count) * step - centre) / STEP + (size - 1) / 2
        weight = np.maximum(0, 1 - np.abs(np.clip(at, 0, size - 1)[:, None] - np.arange(size)))
        weights.append((weight.astype(np.float32), (at >= -0.5) & (at <= size - 0.5)))
    (wz, iz), (wy, iy), (wx, ix) = weights
    fine = np.matmul(np.matmul(wy, np.tensordot(wz, values, (1, 0))), wx.T)
    return np.where(iz[:, None, None] & iy[:, None] & ix, fine, outside)


def scale(image):
    """Clipped to the percentiles of its positive values and brought to 0..1."""
    seen = image[image > 0]
    if seen.size < 100:
        return np.zeros_like(image)
    low, high = np.percentile(seen, PERCENTILES)
    return np.clip((image - low) / max(high - low, 1e-6), 0, 1).astype(np.float32)
