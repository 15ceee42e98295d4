"""How healthy tissue looks on the four sequences, in any plausible contrast.

Units: white matter is 1 in every sequence before variation. FLAIR, T1, T1c, T2 in this order.
"""

from dataclasses import dataclass

import numpy as np

from ..noise import FINE, LARGE, MIDDLE, SMALL
from .head import Head
from .kernels import curve, ramp

FLAIR, T1, T1C, T2 = range(4)
NODES = (0, 0.5, 1, 1.5, 2, 2.5)
STEPS = np.arange(0, 2.5, 0.01)


@dataclass
class Contrast:
    """Brightness of CSF and grey matter in each sequence; white matter is 1."""

    csf: tuple[float, float, float, float]
    grey: tuple[float, float, float, float]


def draw_contrast(rng) -> Contrast:
    """A contrast of the four sequences; T1 with little grey-white contrast in 15 %."""
    u = rng.uniform
    grey_t1 = u(0.6, 0.87) if rng.random() < 0.85 else u(0.85, 0.97)
    grey_t1c = float(np.clip(grey_t1 + rng.normal(0, 0.07), 0.55, 1.02))
    csf = u(0.12, 0.7), u(0.18, 0.48), u(0.18, 0.5), u(1.9, 4.2)
    return Contrast(csf, (u(1.03, 1.55), grey_t1, grey_t1c, u(1.12, 1.75)))


def paint_tissue(head: Head, contrast: Contrast, volumes, rng) -> np.ndarray:
    """Healthy images float32 [4, points]. Thickens head.tissue's cortex locally, in place."""
    u = rng.uniform
    texture = head.textures(volumes, rng)
    fine, small, other, middle = (texture.draw(k) for k in (FINE, SMALL, SMALL, MIDDLE))
    thicker = head.tissue + ramp(head.tissue, 0.5, 2.0) * middle * np.float32(u(0, 0.12))
    tissue = head.tissue = np.minimum(thicker, 2.4).astype(np.float32)
    folia = u(0, 0.5) * (fine * 0.7 + small * 0.4) * ramp(tissue, 0.3, 3.0)
    folded = (tissue + head.cerebellum * folia).astype(np.float32)
    gain, grey_share, stem = np.exp(rng.normal(0, 0.08, 4)), u(-0.15, 0.95), u(-0.1, 0.55)
    images = np.empty((4, tissue.size), np.float32)
    for q in range(4):
        c, g = contrast.csf[q], contrast.grey[q]
        partial = (c + g) / 2 + rng.normal(0, 0.06) * abs(g - c)
        border = (g + 1) / 2 + rng.normal(0, 0.15) * abs(1 - g)
        images[q] = _curve([c, partial, g, border, 1.0, u(0.92, 1.06)], tissue)
        grey = g + (1 - g) * grey_share * u(0.8, 1.2)
        white = 1 + (g - 1) * u(0, 0.35)
        table = [c, (c + grey) / 2, grey, (grey + white) / 2, white, white]
        images[q] += head.cerebellum * (_curve(table, folded) * gain[q] - images[q])
        darker = ramp(tissue, 1.0, 2.0) * (g - 1) * (stem * u(0.5, 1.5)) * (0.7 + 0.25 * other)
        images[q] += head.stem * darker
    _vary(head, images, texture, rng)
    return images


def _curve(table, tissue):
    return curve(np.interp(STEPS, NODES, table).astype(np.float32), tissue)


def _brighten(images, amount, flair, t2, t1=0.0, t1c=0.0):
    """Scales each sequence by 1 + amount * its factor."""
    for q, factor in ((FLAIR, flair), (T1, t1), (T1C, t1c), (T2, t2)):
        if factor != 0:
            images[q] *= 1 + amount * np.float32(factor)


def _vary(head: Head, images, texture, rng):
    """Regional brightness without meaning: mostly the same on both sides, little that is not."""
    u = rng.uniform
    tissue = head.tissue
    grey = np.maximum(1 - np.abs(tissue - 1), 0)
    white = ramp(tissue, 1.4, 2.5)
    small, other, middle, large, far = (texture.draw(k) for k in (SMALL, SMALL, MIDDLE, LARGE, LARGE))
    both, both_too = texture.mirrored(LARGE, 80), texture.mirrored(LARGE, 80)
    images[FLAIR] *= 1 + grey * np.clip(large, -1.6, 1.6) * u(0, 0.11) + small * u(0, 0.05)
    images[FLAIR] *= 1 + large * u(0, 0.05) + grey * middle * u(0, 0.08)
    images[T1] *= 1 + other * u(0, 0.03)
    images[T1C] *= 1 + other * u(0, 0.04)
    images[T2] *= 1 + grey * large * u(0, 0.06) + small * u(0, 0.05)
    # Mesial temporal, insular and cingulate grey matter is brighter on FLAIR in healthy people.
    limbic = head.limbic * np.minimum(grey * 1.5, 1) * (1 + u(-0.15, 0.15) * np.sign(head.x))
    k = max(0.0, u(-0.15, 0.5))
    _brighten(images, limbic, k, k * u(0, 0.6), -k * u(0, 0.2))
    k = u(0, 0.35) * (rng.random() < 0.6)
    _brighten(images, ramp(both, u(-0.2, 1.2), 0.8) * np.minimum(grey * 1.4, 1), k, k / 2, -k / 5)
    k = u(0, 0.28) * (rng.random() < 0.6)
    _brighten(images, ramp(both_too, u(-0.2, 1.2), 0.7) * white, k, k * u(0.3, 1.5), -0.3 * k)
    k = max(0.0, u(-0.2, 0.35))
    _brighten(images, head.near_ventricle * white, k, k)
    k = u(-0.15, 0.24) * (rng.random() < 0.6)
    _brighten(images, ramp(both, u(-1, 0.3), 1.0) * head.cerebellum, k, k * u(-0.3, 1.0))
    factors = u(0, 0.06), u(0, 0.06), u(0, 0.05), u(0, 0.05)
    _brighten(images, far * head.cerebellum, *factors)
    k, iron = u(-0.3, 0.3), u(-0.1, 0.25)
    _brighten(images, head.deep_grey * grey, k, -u(-0.1, 0.35), iron, iron)
