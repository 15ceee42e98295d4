"""One synthetic scan of one deformed head: the network's input, the true distance, where it counts.

Everything comes from a seed. The steps: deform (affine, elastic, thickness of the coats of the brain),
give every label a grey value, add lesions, bias and noise, cut thick slices and the field of view,
bring the result onto the network's grid exactly as a real scan is brought.
"""
from functools import lru_cache

import numpy as np
from numba import njit
from scipy import ndimage as ndi

from . import grid
from .anatomy import BRAIN
from .contrast import Contrast

FINE = (192, 224, 192)
"""mm rendered along z, y, x."""

COARSE = 4
"""mm between the nodes of the deformation."""


class Head:
    """The arrays of anatomy.py, read once."""

    def __init__(self, path):
        data = np.load(path)
        self.label, self.tissue = data["label"], data["tissue"]
        self.distance = data["distance"].astype(np.float32)
        self.normal = data["normal"].astype(np.float32)
        self.middle = data["middle"]
        self.tile = tile(np.random.default_rng(7))


def heads_of(bank):
    """The heads of a bank made by anatomy.py."""
    return [Head(f"{bank}/{name}.npz") for name in ("colin", "icbm")]


def tile(random):
    """Periodic noise 64^3 of three scales, sd 1, for the texture of every tissue."""
    def one(sd):
        noise = ndi.gaussian_filter(random.normal(0, 1, (64, 64, 64)), sd, mode="wrap")
        return noise / noise.std()
    return ((one(0.7) + one(2.0) + one(5.0)) / 3**0.5).astype(np.float32)


@lru_cache(maxsize=None)
def spline(nodes, count):
    """Matrix [count, nodes] that draws a smooth curve of `count` points from random nodes."""
    at = (np.arange(count) + 0.5) / count * (nodes - 1)
    columns = [
        ndi.map_coordinates(unit, at[None], order=3, mode="nearest", prefilter=False)
        for unit in np.eye(nodes)
    ]
    return np.stack(columns, 1).astype(np.float32) * 1.4


def spread(rough, shape):
    """Nodes [..., z, y, x] drawn smoothly onto `shape`, one axis after the other."""
    wz, wy, wx = (spline(n, s) for n, s in zip(rough.shape[-3:], shape))
    half = np.einsum("zi,...ijk->...zjk", wz, rough)
    return np.matmul(np.matmul(wy, half), wx.T).astype(np.float32)


def lattice(random, nodes, sd, count, shape):
    """Smooth random fields [count, *shape] from nodes of this standard deviation."""
    return spread(random.normal(0, sd, (count, *nodes)).astype(np.float32), shape)


def rotation(angles):
    """Product of the three rotations about z, y, x."""
    out = np.eye(3)
    for axis, angle in enumerate(angles):
        j, k = [q for q in range(3) if q != axis]
        one = np.eye(3)
        one[j, j] = one[k, k] = np.cos(angle)
        one[j, k], one[k, j] = -np.sin(angle), np.sin(angle)
        out = out @ one
    return out


def deformation(head, random):
    """Template voxel of every lattice node, [3, z, y, x]."""
    nodes = tuple(s // COARSE + 1 for s in FINE)
    axes = [np.arange(n, dtype=np.float32) * COARSE - (n - 1) * COARSE / 2 for n in nodes]
    place = np.stack(np.meshgrid(*axes, indexing="ij"))
    angles = np.clip(random.normal(0, [0.12, 0.1, 0.2]), -0.45, 0.45)
    size = np.exp(random.normal(0, 0.05)) * np.exp(random.normal(0, 0.05, 3)) * 1.04
    shear = np.eye(3) + random.normal(0, 0.04, (3, 3)) * (1 - np.eye(3))
    place += random.normal(0, [9, 6, 5])[:, None, None, None]
    turned = np.tensordot(rotation(angles) @ shear * size[None], place, 1).astype(np.float32)
    turned += lattice(random, (5, 6, 5), random.uniform(0, 3.6), 3, nodes)
    turned += lattice(random, (12, 14, 12), random.uniform(0, 1.3), 3, nodes)
    if random.random() < 0.5:
        turned[2] *= -1
    turned += head.middle[:, None, None, None].astype(np.float32)
    return turned + coats(head, random, turned, nodes)


def coats(head, random, place, nodes):
    """Shift along the outward direction that makes CSF, skull and scalp thinner or thicker.

    Knots: distance from the brain in the drawn head (mm) -> distance in the template. More than 1.25
    of the shift could fold the coats.
    """
    at = [place[k] / 4 for k in range(3)]
    normal = np.stack([ndi.map_coordinates(n, at, order=1, mode="nearest") for n in head.normal])
    out = -ndi.map_coordinates(head.distance, place, order=1, mode="nearest")
    csf, skull, scalp = np.exp(random.normal(0.1, [0.45, 0.3, 0.35]))
    drawn = np.cumsum([0, 3.4 * csf, 7 * skull, 8 * scalp])
    knots = np.concatenate([[-60, -12], drawn, [drawn[-1] + 40]])
    goal = np.array([-60, -12, 0, 3.4, 10.4, 18.4, 58.4])
    shift = np.interp(out, knots, goal) - out
    local = 1 + lattice(random, (6, 7, 6), 0.35, 1, nodes)[0]
    return (normal * (shift * np.clip(local, 0.1, 1.25))[None]).astype(np.float32)


@njit(cache=True, fastmath=True)
def paint(label, tissue, place, mean, brain, tile, soft, coarse, offset, out, inside):
    """Renders at 1 mm: grey values into `out`, 1 into `inside` where the brain is.

    `place` are template voxels at the nodes, `soft` and `coarse` the texture of brain and the rest.
    """
    nz, ny, nx = out.shape
    lz, ly, lx = label.shape
    row = np.empty((3, place.shape[3]), np.float32)
    for z in range(nz):
        gz = (z + 0.5) / 4
        z0 = int(gz)
        fz = gz - z0
        for y in range(ny):
            gy = (y + 0.5) / 4
            y0 = int(gy)
            fy = gy - y0
            for k in range(3):
                for i in range(place.shape[3]):
                    a = place[k, z0, y0, i] * (1 - fy) + place[k, z0, y0 + 1, i] * fy
                    b = place[k, z0 + 1, y0, i] * (1 - fy) + place[k, z0 + 1, y0 + 1, i] * fy
                    row[k, i] = a * (1 - fz) + b * fz
            for x in range(nx):
                gx = (x + 0.5) / 4
                x0 = int(gx)
                fx = gx - x0
                pz = row[0, x0] * (1 - fx) + row[0, x0 + 1] * fx
                py = row[1, x0] * (1 - fx) + row[1, x0 + 1] * fx
                px = row[2, x0] * (1 - fx) + row[2, x0 + 1] * fx
                iz, iy, ix = int(pz + 0.5), int(py + 0.5), int(px + 0.5)
                if pz < 0 or py < 0 or px < 0 or iz >= lz or iy >= ly or ix >= lx:
                    continue
                found = label[iz, iy, ix]
                if found == 0:
                    continue
                grain = tile[(iz + offset[0]) & 63, (iy + offset[1]) & 63, (ix + offset[2]) & 63]
                if found == 1:
                    z1, y1, x1 = int(pz), int(py), int(px)
                    if z1 + 1 < lz and y1 + 1 < ly and x1 + 1 < lx:
                        az, ay, ax = pz - z1, py - y1, px - x1
                        u = ((tissue[z1, y1, x1] * (1 - ax) + tissue[z1, y1, x1 + 1] * ax) * (1 - ay)
                             + (tissue[z1, y1 + 1, x1] * (1 - ax) + tissue[z1, y1 + 1, x1 + 1] * ax) * ay) * (1 - az) + (
                            (tissue[z1 + 1, y1, x1] * (1 - ax) + tissue[z1 + 1, y1, x1 + 1] * ax) * (1 - ay)
                            + (tissue[z1 + 1, y1 + 1, x1] * (1 - ax) + tissue[z1 + 1, y1 + 1, x1 + 1] * ax) * ay) * az
                    else:
                        u = float(tissue[iz, iy, ix])
                    value = brain[int(u)] * (1 + soft * grain)
                    inside[z, y, x] = 1
                else:
                    value = mean[found] * (1 + coarse * grain)
                out[z, y, x] = value if value > 0 else 0


def lesions(random, image, inside):
    """Up to three lesions inside the brain: core, rim and oedema of any brightness."""
    where = np.argwhere(inside[::6, ::6, ::6]) * 6
    for _ in range(int(random.choice([0, 1, 2, 3], p=[0.4, 0.3, 0.2, 0.1]))):
        middle, radius = where[random.integers(len(where))], random.uniform(4, 26)
        reach = int(radius * 2.2) + 2
        low = np.maximum(middle - reach, 0)
        box = tuple(slice(a, min(m + reach, s)) for a, m, s in zip(low, middle, image.shape))
        g = [np.arange(s.start, s.stop, dtype=np.float32) - m for s, m in zip(box, middle)]
        far = np.sqrt(g[0][:, None, None]**2 + g[1][:, None]**2 + g[2]**2)
        size = far.shape
        rough = ndi.zoom(random.normal(0, 0.22, (5, 5, 5)), [s / 5 for s in size], order=1)[:size[0], :size[1], :size[2]]
        far = far * (1 + rough) / radius
        allowed = inside[box] > 0
        core, rim, oedema = random.uniform(0, 2.4, 3)
        width, thick = random.uniform(1.2, 2.0), random.uniform(0.05, 0.4)
        part = image[box]
        if random.random() < 0.6:
            part = mix(part, np.clip((width - far) * radius / 3, 0, 1) * allowed * random.uniform(0.4, 1), oedema)
        part = mix(part, np.clip((1 - far) * radius / 2, 0, 1) * allowed, rim)
        part = mix(part, np.clip((1 - thick - far) * radius / 2, 0, 1) * allowed, core)
        image[box] = part


def mix(image, share, value):
    """`value` where share is 1, the image where it is 0."""
    return image * (1 - share) + share * value


def acquire(random, image, thick=None):
    """Blur, bias, noise, slices and field of view: volume, spacing, first corner (mm)."""
    axis = int(random.choice(3, p=[0.7, 0.15, 0.15]))
    if thick is None:
        thick = random.uniform(2, 7) if random.random() < 0.6 else 1.0
    spacing, start, volume = np.ones(3), np.zeros(3), image
    bias = random.normal(0, random.uniform(0, 0.3), (4, 4, 4)).astype(np.float32)
    if thick >= 2:
        gap = thick * random.uniform(1.0, 1.25)
        first = random.uniform(0, gap)
        at = np.arange(first, image.shape[axis] - thick, gap)
        run = np.cumsum(np.moveaxis(volume, axis, 0), axis=0, dtype=np.float32)
        run = np.concatenate([np.zeros_like(run[:1]), run])
        low, high = np.round(at).astype(int), np.round(at + thick).astype(int)
        volume = np.moveaxis((run[high] - run[low]) / (high - low)[:, None, None], 0, axis)
        spacing[axis] = gap
        start[axis] = at[0] + (thick - 1) / 2
    blur = random.uniform(0, 0.9) if random.random() < 0.5 else 0
    if blur > 0.25:
        volume = ndi.gaussian_filter(volume, [0 if s > 1 else blur for s in spacing])
    level = random.uniform(0, 0.09) if random.random() < 0.8 else random.uniform(0.09, 0.2)
    volume = volume + random.standard_normal(volume.shape, np.float32) * np.float32(level)
    volume *= np.exp(spread(bias, volume.shape))
    return np.abs(volume), spacing, start


def crop(random, volume, spacing, start):
    """Cuts the field of view at some sides."""
    low, high = np.zeros(3, int), np.array(volume.shape)
    chance = ((0.4, 0.25), (0.06, 0.06), (0.06, 0.06))
    reach = ((65, 35), (40, 30), (30, 30))
    for axis in range(3):
        if random.random() < chance[axis][0]:
            low[axis] = int(random.uniform(0, reach[axis][0]) / spacing[axis])
        if random.random() < chance[axis][1]:
            high[axis] -= int(random.uniform(0, reach[axis][1]) / spacing[axis])
    return volume[tuple(slice(a, b) for a, b in zip(low, high))], start + low * spacing


def render(head, random, kind, thick):
    """A scan: volume, spacing, place of its first voxel (mm), the deformation and the contrast's name."""
    place = deformation(head, random)
    contrast = Contrast(random, kind)
    image, inside = np.zeros(FINE, np.float32), np.zeros(FINE, np.uint8)
    paint(head.label, head.tissue, place, contrast.mean, contrast.brain, head.tile, contrast.texture[0],
          contrast.texture[1], random.integers(0, 64, 3), image, inside)
    lesions(random, image, inside)
    if random.random() < 0.05:
        kept = ndi.binary_dilation(inside[::2, ::2, ::2], iterations=int(random.integers(1, 6)))
        image *= np.repeat(np.repeat(np.repeat(kept, 2, 0), 2, 1), 2, 2)
    volume, spacing, start = acquire(random, image, thick)
    volume, start = crop(random, volume, spacing, start)
    return volume, spacing, start, place, contrast.kind


def scene(head, seed, kind=None, thick=None):
    """(image 0..1, distance mm, in view) on the grid, and the name of the contrast."""
    random = np.random.default_rng(seed)
    volume, spacing, start, place, name = render(head, random, kind, thick)
    image, view = grid.onto(volume, spacing, (np.array(FINE) - 1) / 2 - start)
    picture = grid.scale(image)
    if random.random() < 0.3:
        picture = picture ** np.float32(np.exp(random.normal(0, 0.25)))
    return picture, distance(head, place), view, name


def scan(head, seed, kind, thick):
    """A scan as a scanner writes it, its spacing, and the true distance at its voxels."""
    volume, spacing, start, place, _ = render(head, np.random.default_rng(seed), kind, thick)
    middle = (np.array(FINE) - 1) / 2 - start
    return volume, spacing, grid.back(distance(head, place), volume.shape, spacing, middle, -12.0)


def distance(head, place):
    """Signed distance at the grid voxels (mm, clipped at 12), positive inside the brain."""
    parts = []
    for size, nodes in zip(grid.SIZE, place.shape[1:]):
        at = (np.arange(size) * 2 + 1) / COARSE
        parts.append(np.maximum(0, 1 - np.abs(at[:, None] - np.arange(nodes))).astype(np.float32))
    wz, wy, wx = parts
    fine = np.matmul(np.matmul(wy, np.einsum("zi,cijk->czjk", wz, place)), wx.T)
    found = ndi.map_coordinates(head.distance, fine, order=1, mode="nearest", output=np.float32)
    return np.clip(found, -12, 12)
