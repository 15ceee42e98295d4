"""Periodic Gaussian noise volumes, the source of every random texture and shape in a scene.

Four volumes of 128^3 voxels (1 mm) with correlation lengths of 1.5, 3, 6 and 12 mm, unit variance.
A texture is a view of one of them from a random origin, with random axis order: smooth, cheap, and
the same wherever a scene is rendered.
"""

import numpy as np
from numba import njit

EDGE = 128
SD_MM = (1.5, 3.0, 6.0, 12.0)
FINE, SMALL, MIDDLE, LARGE = range(4)
"""Indices of the volumes, by correlation length."""


def noise_volumes(seed: int) -> np.ndarray:
    """Noise float32 [4, 128, 128, 128], periodic in all axes, mean 0 and variance 1."""
    rng = np.random.default_rng(seed)
    f = np.fft.fftfreq(EDGE)
    k2 = f[:, None, None] ** 2 + f[None, :, None] ** 2 + f[None, None, :] ** 2
    out = np.empty((len(SD_MM), EDGE, EDGE, EDGE), np.float32)
    for i, sd in enumerate(SD_MM):
        white = np.fft.fftn(rng.normal(size=(EDGE, EDGE, EDGE)))
        smooth = np.fft.ifftn(white * np.exp(-2 * (np.pi * sd) ** 2 * k2)).real
        out[i] = smooth / smooth.std()
    return out


@njit(fastmath=True, cache=True)
def look(volume, oz, oy, ox, order, z, y, x):
    """Noise at integer points z, y, x (mm) seen from an origin, with one of four axis orders."""
    out = np.empty(z.size, np.float32)
    for i in range(z.size):
        a = (z[i] + oz) & 127
        b = (y[i] + oy) & 127
        c = (x[i] + ox) & 127
        if order == 0:
            out[i] = volume[a, b, c]
        elif order == 1:
            out[i] = volume[b, a, c]
        elif order == 2:
            out[i] = volume[b, c, a]
        else:
            out[i] = volume[a, c, b]
    return out


class Textures:
    """Draws textures at fixed points, in the order of a random generator."""

    def __init__(self, volumes, rng, z, y, x):
        """z, y, x: int32 positions in mm, all of one size."""
        self.volumes, self.rng = volumes, rng
        self.points = z, y, x

    def draw(self, scale: int) -> np.ndarray:
        """The next texture of a correlation length (FINE .. LARGE)."""
        origin = self.rng.integers(0, EDGE, 3)
        return look(self.volumes[scale], *origin, int(self.rng.integers(4)), *self.points)

    def mirrored(self, scale: int, middle: int) -> np.ndarray:
        """A texture that is the same left and right of column `middle`."""
        z, y, x = self.points
        origin = self.rng.integers(0, EDGE, 3)
        return look(self.volumes[scale], *origin, 0, z, y, np.abs(x - middle).astype(np.int32))
