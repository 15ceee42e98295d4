"""One lesion's shape and what it is made of: enhancing, non-enhancing, necrosis or fluid, oedema.

Everything is evaluated at points near the lesion from a generator of its own, so that a lesion is the
same on any grid. Distances in mm, negative inside; amounts 0..1.
"""

from dataclasses import dataclass, fields

import numpy as np

from ..noise import LARGE, MIDDLE, SMALL
from .head import Head
from .patient import Lesion


@dataclass
class Compartments:
    """Amounts 0..1 at points; the tumour core is the sum of the first three."""

    enhancing: np.ndarray
    solid: np.ndarray
    """Tumour without enhancement."""
    necrosis: np.ndarray
    oedema: np.ndarray
    leak: np.ndarray
    """Delayed enhancement inside the necrosis next to the rim (not labelled as enhancing)."""
    close: np.ndarray
    """1 at the core's border, falling into the oedema: oedema is brightest next to the tumour."""

    @classmethod
    def empty(cls, n: int) -> "Compartments":
        return cls(*(np.zeros(n, np.float32) for _ in fields(cls)))

    def take(self, part, other: "Compartments"):
        """The larger amount of both at the points of the index array `part`."""
        for one in fields(self):
            mine = getattr(self, one.name)
            mine[part] = np.maximum(mine[part], getattr(other, one.name))

    def clear(self, share: np.ndarray):
        """Takes away a share 0..1 at every point."""
        for one in fields(self):
            getattr(self, one.name)[:] *= 1 - share

    def core(self) -> np.ndarray:
        return self.enhancing + self.solid + self.necrosis

    def settle(self):
        """Amounts of the core sum to at most 1; oedema is where the core is not."""
        total = np.maximum(self.core(), 1)
        for one in (self.enhancing, self.solid, self.necrosis):
            one /= total
        self.oedema *= 1 - np.minimum(self.core(), 1)


@dataclass
class Blob:
    """Shape of a lesion at its points."""

    distance: np.ndarray
    core: np.ndarray
    sharpness: float
    septa: np.ndarray | None
    """Distance between two lobes where a septum divides them."""
    noise: tuple[np.ndarray, ...]
    limits: np.ndarray
    """Where tumour tissue may be at all: inside the brain, not in CSF if it respects it."""


def reached(lesion: Lesion, head: Head) -> np.ndarray:
    """Indices of the head's points that the lesion or its oedema may reach."""
    z, y, x = lesion.centre
    away = (head.z - z) ** 2 + (head.y - y) ** 2 + (head.x - x) ** 2
    return np.nonzero(away < (1.9 * lesion.radius + 2.2 * lesion.reach + 14) ** 2)[0]


def compartments_of(lesion, head: Head, part, limits, soft, wall, volumes, rng) -> Compartments:
    """The lesion at the points `part`; limits and soft, 0..1 there, say where tumour may grow.

    `wall`: distance to a resection cavity's wall, which rim and gliosis follow, or None.
    """
    texture = head.textures(volumes, rng, part)
    blob = _blob(lesion, head, part, limits, soft, texture, rng)
    if wall is not None and lesion.shape in ("rim", "gliosis"):
        blob.distance = wall
    out = Compartments.empty(part.size)
    if lesion.shape != "gliosis":
        _fill(lesion, blob, out, rng)
    _oedema(lesion, head, part, blob, out, limits, texture, rng)
    return out


def _blob(lesion, head, part, limits, soft, texture, rng) -> Blob:
    """A distorted ellipsoid with noise, in 60 % of the large ones with more lobes, some with septa."""
    u, radius = rng.uniform, lesion.radius
    turn, _ = np.linalg.qr(rng.normal(0, 1, (3, 3)))
    stretch = (turn @ np.diag(np.exp(rng.normal(0, 0.22, 3))) @ turn.T).astype(np.float32)
    place = np.stack([head.z[part], head.y[part], head.x[part]]) - lesion.centre[:, None]
    first = texture.draw(MIDDLE if radius > 7 else SMALL)
    second = texture.draw(LARGE if radius > 12 else MIDDLE)
    third = texture.draw(SMALL)
    wobble = radius * u(0.05, 0.36) * (0.6 * first + 0.8 * second)
    wobble = wobble + third * min(1.2, radius * 0.1)
    distance = np.sqrt(((stretch @ place) ** 2).sum(0)) + wobble - radius
    septa = None
    if radius > 6 and rng.random() < 0.6:
        lobes = np.full_like(distance, 1e3)
        for _ in range(int(rng.integers(1, 5))):
            offset = rng.normal(0, 1, 3)
            offset *= u(0.5, 1.1) * radius / np.linalg.norm(offset)
            away = np.sqrt(((place - offset[:, None].astype(np.float32)) ** 2).sum(0))
            lobes = np.minimum(lobes, away + wobble * 0.7 - radius * u(0.3, 0.75))
        if rng.random() < 0.4:
            septa = np.abs(distance - lobes)
        distance = np.minimum(distance, lobes)
    sharpness = u(0.6, 2.0)
    limits = limits * soft
    core = np.clip(0.5 - distance * sharpness * 0.5, 0, 1) * limits
    noise = texture.draw(SMALL), texture.draw(MIDDLE), second
    return Blob(distance, core, sharpness, septa, noise, limits)


def _fill(lesion: Lesion, blob: Blob, out: Compartments, rng):
    {
        "ring": _ring,
        "solid": _solid,
        "patchy": _patchy,
        "cyst": _cyst,
        "rim": _rim,
        "infiltrating": _infiltrating,
    }[lesion.shape](lesion.radius, blob, out, rng)


def _ring(radius, blob: Blob, out: Compartments, rng):
    """A rim of uneven thickness with gaps (wide ones in a third) round necrosis."""
    u = rng.uniform
    small, middle, large = blob.noise
    thickness = max(1.2, radius * u(0.08, 0.48))
    thickness = thickness * np.maximum(1 + u(0.3, 0.8) * middle + 0.25 * small, 0.15)
    rim = np.clip(0.5 + (blob.distance + thickness) * blob.sharpness * 0.5, 0, 1)
    if blob.septa is not None:
        septum = np.clip(1.5 - blob.septa / (0.4 * np.maximum(thickness, 0.5)), 0, 1)
        rim = np.maximum(rim, septum)
    wide = rng.random() < 0.33
    level = u(-0.1, 0.9) if wide else u(0.4, 2.4)
    kept = np.clip((middle * 0.7 + (0.5 * large if wide else 0.5 * small) + level) * 3, 0, 1)
    out.enhancing = blob.core * rim * kept
    out.solid = blob.core * rim * (1 - kept)
    out.necrosis = blob.core * (1 - rim)
    if rng.random() < 0.3:
        share = np.clip((small + u(-1, 0.5)) * 3, 0, 1)
        out.solid = out.solid + out.necrosis * share
        out.necrosis = out.necrosis * (1 - share)
    if rng.random() < 0.5:
        inside = np.maximum(-blob.distance - thickness, 0)
        out.leak = blob.core * (1 - rim) * np.exp(-inside / u(1, 4))
    if rng.random() < 0.05:
        _beyond_rim(radius, blob, out, rng)


def _beyond_rim(radius, blob: Blob, out: Compartments, rng):
    """Non-enhancing tumour outside the rim: rare, because oedema looks much the same."""
    middle, large = blob.noise[1:]
    width = radius * rng.uniform(0.08, 0.5) * np.maximum(1 + large + 0.4 * middle, 0)
    more = np.clip(0.5 - (blob.distance - width) * blob.sharpness * 0.5, 0, 1) * blob.limits
    out.solid = out.solid + np.maximum(more - blob.core, 0)


def _solid(radius, blob: Blob, out: Compartments, rng):
    """Enhancing nearly throughout; a small one is too small to be dead inside."""
    small, middle, _ = blob.noise
    level = rng.uniform(1.0, 3.0) if radius > 5 else rng.uniform(2.2, 3.5)
    kept = np.clip((small + middle * 0.5 + level) * 3, 0, 1)
    out.enhancing = blob.core * kept
    rest = blob.core * (1 - kept)
    if rng.random() < 0.3:
        out.solid = rest
    else:
        out.necrosis = rest


def _patchy(radius, blob: Blob, out: Compartments, rng):
    """Patches and a little round them; the rest of the blob is oedema."""
    u = rng.uniform
    small, middle, _ = blob.noise
    # From grains of a few millimetres to patches of a centimetre.
    pattern = small * u(0.5, 1.2) + middle * u(0.3, 1.0) + u(-0.7, 0.9)
    patches = np.clip(pattern * 3, 0, 1)
    between = np.clip((pattern + u(0, 0.35)) * 3, 0, 1)
    core = blob.core * np.maximum(patches, between)
    out.enhancing = core * patches
    out.solid = core - out.enhancing
    out.oedema = blob.core - core


def _cyst(radius, blob: Blob, out: Compartments, rng):
    """Fluid with a thin wall that enhances in 60 %, a mural nodule in half of them and in all others.

    With neither it could not be told from a resection cavity, which is no tumour.
    """
    u = rng.uniform
    wall = np.clip(0.5 + (blob.distance + u(0.3, 1.8)) * blob.sharpness * 0.7, 0, 1)
    bright_wall = rng.random() < 0.6
    enhancing = blob.core * wall * bright_wall
    if not bright_wall or rng.random() < 0.5:
        nodule = blob.core * np.clip((blob.noise[2] - u(0.3, 1.0)) * 3, 0, 1)
        enhancing = np.maximum(enhancing, nodule)
    out.enhancing = enhancing
    out.necrosis = blob.core - enhancing


def _rim(radius, blob: Blob, out: Compartments, rng):
    """Residual tumour on a cavity's wall: thick (3-9 mm), nodular, on a part of the wall."""
    u = rng.uniform
    small, middle, large = blob.noise
    thickness = u(3, 9) * np.clip(1 + 0.5 * middle + 0.2 * small, 0.2, 2)
    shell = np.clip(0.5 - (np.abs(blob.distance) - thickness / 2) * blob.sharpness * 0.5, 0, 1)
    part = np.clip((large + middle * 0.4 - u(-0.2, 0.9)) * 3, 0, 1)
    out.enhancing = shell * part * blob.limits


def _infiltrating(radius, blob: Blob, out: Compartments, rng):
    u = rng.uniform
    small, middle, large = blob.noise
    out.solid = blob.core.copy()
    if rng.random() < 0.12:
        patches = np.clip((middle + small * 0.6 - u(1.2, 2.2)) * 4, 0, 1)
        out.enhancing = blob.core * patches
        out.solid = blob.core - out.enhancing
    if rng.random() < 0.25:
        fluid = np.clip((large + middle * 0.3 - u(0.7, 1.5)) * 4, 0, 1)
        out.necrosis = out.solid * fluid
        out.solid = out.solid - out.necrosis


def _oedema(lesion, head, part, blob, out, limits, texture, rng):
    """Along the white matter, or (35 %) round and into the cortex; never into the ventricles."""
    u, reach = rng.uniform, lesion.reach
    first, second = texture.draw(MIDDLE), texture.draw(LARGE)
    if reach <= 1:
        return
    tissue, compact = head.tissue[part], rng.random() < 0.35
    cost = u(0, 0.3) if compact else u(0.1, 1.6)
    if lesion.shape == "infiltrating":
        cost *= 0.5
    away = np.maximum(blob.distance, 0)
    effort = away / reach + u(0.03, 0.25) * first + u(0.05, 0.4) * second
    effort = effort + np.clip(1.6 - tissue, 0, 1) * cost + head.ventricle[part] * 5
    amount = np.clip(0.5 + (1 - effort) * u(1.5, 6), 0, 1) * limits
    start = 0.3 if rng.random() < 0.7 else 0.0
    amount = amount * np.clip((tissue - start) * 4, 0, 1)
    core = np.minimum(out.core(), 1)
    out.oedema = np.maximum(amount, out.oedema) * (1 - core)
    out.close = np.exp(-away / (u(0.2, 0.7) * reach)).astype(np.float32)
