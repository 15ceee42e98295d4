"""From four aligned, stripped volumes to the network's input: exactly what the product does.

Volumes are float32 [4, z, y, x] in the order FLAIR, T1, T1c, T2; z up, y to posterior, x to left, 1 mm
in plane, 0 outside the brain. lib/tumour does the same from a pack's manifest.
"""

import numpy as np
from scipy import ndimage as ndi

ROWS, COLUMNS = 192, 160
GAP_MM, SLICES = 3, 5
SCALE_MM = 80.0
CHANNELS = 4 * SLICES + 3


def brain_mask(volumes: np.ndarray) -> np.ndarray:
    """At least three sequences above 0, opened, largest part, holes filled."""
    mask = ndi.binary_opening((volumes > 0).sum(0) >= 3)
    labels, count = ndi.label(mask)
    if count > 1:
        mask = labels == 1 + np.argmax(ndi.sum_labels(mask, labels, range(1, count + 1)))
    return ndi.binary_fill_holes(mask)


def statistics(volumes: np.ndarray, mask: np.ndarray) -> list[tuple[float, float]]:
    """Mean and sd of each sequence in the mask, clipped to the 0.1 and 99.8 percentiles."""
    out = []
    for image in volumes:
        inside = image[mask]
        inside = np.clip(inside, *np.percentile(inside, [0.1, 99.8]))
        out.append((float(inside.mean()), max(float(inside.std()), 1e-6)))
    return out


def z_scored(volumes, mask, stats) -> np.ndarray:
    """(value - mean) / sd, held to -4..7, 0 outside the mask."""
    rows = [np.clip((v - mean) / sd, -4, 7) for v, (mean, sd) in zip(volumes, stats)]
    return (np.stack(rows) * mask).astype(np.float32)


def bounds(mask: np.ndarray) -> list[tuple[int, int]]:
    """First and last index of the mask along z, y, x."""
    out = []
    for axes in ((1, 2), (0, 2), (0, 1)):
        inside = np.nonzero(mask.any(axes))[0]
        out.append((int(inside[0]), int(inside[-1])))
    return out


def position_channels(below_top, rows, columns) -> np.ndarray:
    """[3, rows, columns]: mm below the brain's top, from its middle in y, |mm| from it in x; / 80."""
    out = np.empty((3, len(rows), len(columns)), np.float32)
    out[0] = below_top / SCALE_MM
    out[1] = (np.asarray(rows) / SCALE_MM)[:, None]
    out[2] = (np.abs(columns) / SCALE_MM)[None]
    return out


class Windows:
    """Network input for the slices of one patient."""

    def __init__(self, images: np.ndarray, mask: np.ndarray, gap: int):
        """images: z-scored; gap: slices to go for 3 mm (3 at 1 mm, 1 at 3 mm)."""
        self.gap = gap
        self.mm = GAP_MM / gap
        (self.first, self.last), (y0, y1), (x0, x1) = bounds(mask)
        self.middle = (y0 + y1) / 2, (x0 + x1) / 2
        self.row = int(np.ceil(self.middle[0] - ROWS / 2))
        self.column = int(np.ceil(self.middle[1] - COLUMNS / 2))
        pad = [self._padding(self.row, mask.shape[1], ROWS)]
        pad.append(self._padding(self.column, mask.shape[2], COLUMNS))
        top, left = self.row + pad[0][0], self.column + pad[1][0]
        padded = np.pad(images, ((0, 0), (0, 0), *pad))
        self.images = padded[:, :, top : top + ROWS, left : left + COLUMNS]

    @staticmethod
    def _padding(start, count, extent):
        return max(0, -start), max(0, start + extent - count)

    def input(self, slice_: int) -> np.ndarray:
        """[23, 192, 160]: sequence * 5 + neighbour, then the position channels."""
        near = slice_ + self.gap * np.arange(-2, 3)
        near = np.clip(near, 0, self.images.shape[1] - 1)
        rows = np.arange(ROWS) + self.row - self.middle[0]
        columns = np.arange(COLUMNS) + self.column - self.middle[1]
        place = position_channels((self.last - slice_) * self.mm, rows, columns)
        stack = self.images[:, near].reshape(4 * SLICES, ROWS, COLUMNS)
        return np.concatenate([stack, place])

    def put(self, out: np.ndarray, slice_: int, answer: np.ndarray):
        """Writes answer [regions, 192, 160] into out [regions, z, y, x]."""
        top, left = max(0, -self.row), max(0, -self.column)
        bottom = min(ROWS, out.shape[2] - self.row)
        right = min(COLUMNS, out.shape[3] - self.column)
        rows = slice(self.row + top, self.row + bottom)
        columns = slice(self.column + left, self.column + right)
        out[:, slice_, rows, columns] = answer[:, top:bottom, left:right]
