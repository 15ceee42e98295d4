"""Paints a patient's lesions and cavity and gives the amounts that outline.py makes labels of."""

import numpy as np

from ..noise import FINE, LARGE, MIDDLE, SMALL
from .compartments import Compartments, compartments_of, reached
from .head import Head
from .kernels import blend, ramp
from .patient import Patient
from .tissue import FLAIR, T1, T1C, T2, Contrast


def paint_tumour(patient: Patient, head: Head, images, contrast: Contrast, volumes, rng) -> np.ndarray:
    """Changes the images float32 [4, points] in place.

    Returns the amounts of whole tumour, core and enhancing part, float32 [3, points], 0..1.
    """
    cavity = _cavity_amount(patient, head, volumes)
    parts = _compartments(patient, head, None if cavity is None else cavity[1], volumes, rng)
    if cavity is not None:
        parts.clear(cavity[0])
    parts.settle()
    if patient.lesions:
        _paint(patient, head, images, contrast, parts, volumes, rng)
    core = parts.core()
    amounts = np.stack([parts.oedema + core, core, parts.enhancing]).astype(np.float32)
    if cavity is not None:
        _paint_cavity(images, contrast, *cavity, np.random.default_rng([18, patient.seed]))
        amounts *= cavity[0] < 0.5
    return amounts


def _compartments(patient, head, wall, volumes, rng) -> Compartments:
    """All lesions together. Some patients' tumours stop at CSF, some at the ventricles.

    `wall`: distance to the cavity's wall, or None.
    """
    u = rng.uniform
    inner = u(0, 2.5) if rng.random() < 0.25 else 0.0
    limits = np.clip(head.depth + 0.5 - inner, 0, 1)
    respects = rng.random()
    if respects < 0.35:
        soft = np.clip((head.tissue - 0.15) * 6, 0, 1)
    elif respects < 0.7:
        soft = np.clip(1 - head.ventricle * 3, 0, 1)
    else:
        soft = np.ones_like(head.tissue)
    parts = Compartments.empty(head.tissue.size)
    for lesion in patient.lesions:
        own = np.random.default_rng([13, patient.seed, lesion.number])
        part = reached(lesion, head)
        if part.size:
            near = None if wall is None else wall[part].astype(np.float32)
            limit = limits[part], soft[part]
            parts.take(part, compartments_of(lesion, head, part, *limit, near, volumes, own))
    return parts


def _brightness(patient, contrast: Contrast, rng) -> np.ndarray:
    """Rows: oedema, solid tumour, enhancing, fluid, necrosis; columns FLAIR, T1, T1c, T2.

    Enhancement is at least 1.1 x white matter on T1c, and 1.4 x in metastases, which may be smaller
    than a slice is thick; a tumour without enhancement is brighter than grey matter on FLAIR or T2.
    Below that nobody could see what the label says.
    """
    u, grey, fluid = rng.uniform, contrast.grey, contrast.csf
    lgg = patient.kind == "lgg"

    def t2(share):
        return 1 + share * (fluid[T2] - 1)

    oedema_t1, solid_t1, fluid_t1 = u(0.5, 0.92), u(0.42, 0.87), u(0.22, 0.7)
    enhancing_t1 = u(0.55, 1.02) if rng.random() < 0.93 else u(1.05, 1.6)
    weak, strong = rng.random() < 0.25, rng.random() < 0.25
    gain = u(1.1, 1.35) if weak else u(1.7, 2.4) if strong else u(1.3, 1.8)
    if patient.kind == "mets":
        gain = max(gain, u(1.4, 2.0))
    oedema = grey[FLAIR] * (u(1.15, 2.3) if rng.random() < 0.85 else u(1.08, 1.25))
    necrosis_t1 = u(0.35, 0.95)
    rows = [
        [oedema, oedema_t1, oedema_t1 * grey[T1C] / grey[T1] + rng.normal(0, 0.03), t2(u(0.2, 0.8))],
        [grey[FLAIR] * u(0.95, 2.1), solid_t1, solid_t1 * u(0.92, 1.2)],
        [grey[FLAIR] * u(0.85, 1.9), enhancing_t1, max(enhancing_t1, 1.0) * gain, t2(u(0, 0.65))],
        [u(fluid[FLAIR], grey[FLAIR] * 1.8), fluid_t1, fluid_t1 * u(0.9, 1.3)],
        # Protein-rich or partly dead tissue: bright on FLAIR, less bright on T2 than fluid.
        [grey[FLAIR] * u(1.0, 2.2), necrosis_t1, necrosis_t1 * u(0.95, 1.3), t2(u(0.05, 0.7))],
    ]
    rows[1].append(t2(u(0.3, 0.95) if lgg else u(0.1, 0.75)))
    if lgg and rows[1][3] < grey[T2] * 1.2:
        rows[1][0] = max(rows[1][0], grey[FLAIR] * 1.2)
    rows[3].append(t2(u(0.4, 1.05)) if rng.random() < 0.85 else t2(u(-0.15, 0.4)))
    return np.array(rows, np.float32)


def _paint(patient, head, images, contrast, parts: Compartments, volumes, rng):
    u = rng.uniform
    bright = _brightness(patient, contrast, rng)
    part = np.nonzero(parts.oedema + parts.core() > 0.005)[0]
    texture = head.textures(volumes, rng, part)
    fine, small, middle, middle2 = (texture.draw(k) for k in (FINE, SMALL, MIDDLE, MIDDLE))
    patches, bleeding = texture.draw(MIDDLE), texture.draw(MIDDLE)
    large = texture.draw(LARGE)
    mixed = rng.random() < 0.65
    mix = ramp(patches + 0.5 * small, u(-1.2, 1.0), u(0.6, 3.0)) if mixed else 0 * patches
    close, leak = parts.close[part], parts.leak[part]
    fall = u(0, 0.45) if rng.random() < 0.6 else 0.0
    leaking = u(0, 0.3) * (bright[2, T1C] - 1)
    oedema = _oedema_opacity(patient, close, large, u(0.6, 1))
    layers = (
        (parts.oedema[part], small * 0.6 + large * 0.5, 0.16, oedema),
        (parts.solid[part], small * 0.6 + middle * 0.6, 0.17, u(0.9, 1)),
        (parts.enhancing[part], fine * 0.6 + middle2 * 0.6, 0.28, u(0.9, 1)),
        (parts.necrosis[part], middle * 0.9, 0.22, u(0.9, 1)),
    )
    for row, (amount, grain, most, opacity) in enumerate(layers):
        amount = (amount * opacity).astype(np.float32)
        for q in range(4):
            target = np.full(part.size, bright[row, q], np.float32)
            if row == 0 and q in (FLAIR, T2):
                target *= 1 + np.float32(fall if q == FLAIR else fall * 0.5) * close
            if row == 3:
                target += (bright[4, q] - bright[3, q]) * mix
                if q == T1C:
                    target += np.float32(leaking) * leak
            image = images[q][part]
            blend(image, amount, target, grain.astype(np.float32), np.float32(u(0, most)))
            images[q][part] = image
    _bleed(images, contrast, parts, part, bleeding, rng)


def _oedema_opacity(patient: Patient, close, texture, most: float) -> np.ndarray:
    """How much of the tissue's own brightness oedema replaces at every point, at least 0.4.

    Water from the tumour thins out on its way along the white matter: in 60 % of patients oedema is
    fainter far from the core, unevenly, and still belongs to the whole tumour.
    """
    rng = np.random.default_rng([19, patient.seed])
    loss = rng.uniform(0, most - 0.4) if rng.random() < 0.6 else 0.0
    return most - loss * np.clip(1 - close + rng.uniform(0.2, 0.6) * texture, 0, 1)


def _bleed(images, contrast, parts: Compartments, part, texture, rng):
    """Old blood in the core (10 %): bright on T1, also without contrast."""
    u = rng.uniform
    if rng.random() >= 0.1:
        return
    where = ramp(texture, u(0.5, 1.5), 3.0) if rng.random() < 0.5 else np.ones_like(texture)
    where = where * (parts.necrosis[part] + 0.5 * parts.solid[part]) * u(0.2, 0.9)
    images[T1][part] += where
    images[T1C][part] += where
    images[T2][part] -= where * u(-0.2, 0.5) * (contrast.csf[T2] - 1) * 0.5


def _cavity_amount(patient: Patient, head: Head, volumes):
    """Amount 0..1 of the cavity and distance to its wall (mm, inside negative), or None."""
    if patient.cavity is None:
        return None
    rng = np.random.default_rng([17, patient.seed])
    u, radius = rng.uniform, patient.cavity.radius
    z, y, x = patient.cavity.centre
    texture = head.textures(volumes, rng)
    away = (head.z - z) ** 2 + ((head.y - y) * u(0.7, 1.4)) ** 2 + ((head.x - x) * u(0.7, 1.4)) ** 2
    wobble = radius * 0.15 * (texture.draw(MIDDLE) + texture.draw(LARGE))
    distance = np.sqrt(away) + wobble - radius
    return np.clip(0.5 - distance * u(0.6, 1.5), 0, 1).astype(np.float32), distance


def _paint_cavity(images, contrast: Contrast, amount, distance, rng):
    """Fluid, and a surgical rim: thin (up to 2 mm), even, weak enhancement, some with blood."""
    u = rng.uniform
    fluid = u(contrast.csf[FLAIR], contrast.grey[FLAIR]), u(0.2, 0.6), u(0.75, 1.0)
    for q, value in ((FLAIR, fluid[0]), (T1, fluid[1]), (T1C, fluid[1])):
        images[q] += (np.float32(value) - images[q]) * amount
    images[T2] += (np.float32(fluid[2] * contrast.csf[T2]) - images[T2]) * amount
    rim = np.clip(u(0.7, 1.6) - np.abs(distance), 0, 1)
    blood = u(0, 0.9) * (rng.random() < 0.4)
    images[T1] += rim * blood
    images[T1C] += rim * (blood + u(0, 0.5))
