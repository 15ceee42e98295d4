"""What is bright but no tumour (label 0): flow, white-matter disease, vessels, meninges, fat, plexus.

All functions change the images float32 [4, points] in place. White matter is 1.
"""

import numpy as np

from ..noise import FINE, LARGE, MIDDLE, SMALL
from .head import Head
from .kernels import ramp
from .patient import Patient
from .tissue import FLAIR, T1, T1C, T2, Contrast


class Distractors:
    """Draws each kind of distractor from one generator, in a fixed order."""

    def __init__(self, patient: Patient, head: Head, images, contrast: Contrast, volumes, rng):
        self.patient, self.head, self.images, self.contrast = patient, head, images, contrast
        self.rng, self.u = rng, rng.uniform
        texture = head.textures(volumes, rng)
        self.fine, self.small = texture.draw(FINE), texture.draw(SMALL)
        self.middle, self.middle2, self.middle3 = (texture.draw(MIDDLE) for _ in range(3))
        self.large, self.large2 = texture.draw(LARGE), texture.draw(LARGE)

    def paint(self):
        wmd = self.patient.kind == "wmd"
        for chance, paint in (
            (0.5, self.csf_flow),
            (0.25, self.basal_flow),
            (1.0 if wmd else 0.6, self.caps),
            (1.0 if wmd else 0.4, self.spots),
            (0.85, self.vessels),
            (0.3, self.vein_sections),
            (0.8, self.meninges),
            (0.35, self.sinuses),
            (0.3, self.midline),
            (1.0 if self.patient.poorly_stripped else 0.0, self.skull_base),
            (0.8 if self.patient.poorly_stripped else 0.4, self.fat),
            (0.5, self.bright_border),
            (0.65, self.choroid_plexus),
        ):
            if self.rng.random() < chance:
                paint()

    def csf_flow(self):
        fluid = ramp(-self.head.tissue, -0.66, 1.5)
        self.images[FLAIR] += np.clip(self.large, -1, 2) * fluid * self.u(0, 0.6)

    def basal_flow(self):
        low = ramp(-self.head.z, self.u(10, 60), 0.03) * ramp(-self.head.tissue, -0.66, 1.5)
        self.images[FLAIR] += low * self.u(0, 0.7) * np.maximum(1 + self.middle, 0)

    def _white_matter_lesion(self, amount, t1_loss=0.2):
        grey, fluid = self.contrast.grey[FLAIR], self.contrast.csf[T2]
        self.images[FLAIR] += amount * grey * 0.8
        self.images[T2] += amount * self.u(0.15, 0.5) * (fluid - 1) * 0.5
        self.images[T1] -= amount * t1_loss
        self.images[T1C] -= amount * t1_loss

    def caps(self):
        """Caps and halo round the ventricles."""
        u, wmd = self.u, self.patient.kind == "wmd"
        start = u(0.05, 0.35) if wmd else u(0.2, 0.75)
        halo = ramp(self.head.near_ventricle, start, u(2, 6)) * ramp(self.head.tissue, 0.8, 2.0)
        patchy = 0.5 + self.middle * u(0.2, 0.8) + u(-0.4, 0.5) + 0.4 * wmd
        strength = u(0.35, 1.1) if wmd else u(0.1, 0.9)
        self._white_matter_lesion(halo * np.clip(patchy, 0, 1) * strength)

    def spots(self):
        """Small vessel disease: spots in the white matter."""
        u, wmd = self.u, self.patient.kind == "wmd"
        start = u(1.1, 1.9) if wmd else u(1.4, 2.6)
        spots = ramp(self.small * 0.7 + self.middle2 * 0.6, start, 3.0)
        spots = spots * ramp(self.head.tissue, 1.4, 2.5) * ramp(self.head.depth, 6, 0.5)
        self._white_matter_lesion(spots * u(0.2, 0.9), 0.25)

    def vessels(self):
        """Enhancing or flow-void vessels along the sulci: where two noises are both near 0."""
        u, head = self.u, self.head
        line = ramp(-(self.small**2 + self.fine**2 * 0.4) / u(0.01, 0.05), -1.6, 1.0)
        # Hardly in the white matter, where a bright dot is no vessel that anybody would see.
        line = line * np.clip(1.9 - head.tissue + u(-0.6, 0.15), 0, 1)
        self.images[T1C] += line * u(0.1, 1.4)
        self.images[T2] *= 1 - line * u(0, 0.6)
        self.images[FLAIR] *= 1 - line * u(0, 0.4)
        line = ramp(-(self.middle**2 + self.middle2**2) / u(0.01, 0.05), -1.6, 1.0)
        self.images[T1C] += line * (head.tissue < 1.2) * (head.depth < u(3, 14)) * u(0.3, 1.5)

    def vein_sections(self):
        """Thin enhancing veins that cross the white matter towards the ventricles."""
        u = self.u
        line = ramp(-(self.middle3**2 + self.middle**2) / u(0.004, 0.012), -1.5, 1.0)
        self.images[T1C] += line * ramp(self.head.tissue, 1.2, 2.0) * u(0.1, 0.8)

    def meninges(self):
        u, head = self.u, self.head
        sheet = np.clip(u(0.5, 4.5) - np.abs(head.depth - u(-1, 1)), 0, 1)
        sheet = sheet * np.clip(self.middle3 * u(0.3, 1.5) + u(0, 1.5), 0, 1)
        sheet = sheet * np.clip(1.6 - head.tissue, 0, 1)
        self.images[T1C] += sheet * u(0.1, 1.3)
        if self.rng.random() < 0.3:
            self.images[FLAIR] += sheet * u(0, 0.8)
            self.images[T1] += sheet * u(0, 0.5)

    def sinuses(self):
        u, head = self.u, self.head
        pool = ramp(-head.depth, -u(3, 8), 1.0) * np.clip(1.7 - head.tissue, 0, 1)
        pool = pool * ramp(self.middle * 0.7 + self.large * 0.8, u(0.8, 1.6), 4.0)
        self.images[T1C] += pool * u(0.3, 2.0)
        self.images[T2] *= 1 - pool * u(0, 0.6)
        self.images[FLAIR] *= 1 - pool * u(0, 0.4)

    def midline(self):
        """Falx, sagittal and straight sinus, pituitary."""
        u, head = self.u, self.head
        sheet = ramp(-np.abs(head.x + self.large2 * 2), -u(1, 3.5), 1.0)
        sheet = sheet * ramp(-head.tissue, -1.3, 2.0) * ramp(self.large, u(-0.5, 0.8), 3.0)
        sheet = sheet * ramp(-head.depth, -u(10, 40), 0.3)
        self.images[T1C] += sheet * u(0.2, 1.6)
        self.images[T1] += sheet * u(-0.1, 0.5) * (self.rng.random() < 0.3)

    def skull_base(self):
        """Skull base, orbit and scalp that a stripper left."""
        u = self.u
        rest = ramp(-self.head.depth, -u(0, 5.5), 1.0)
        rest = rest * ramp(self.large + self.middle2 * 0.6, u(-0.3, 1.3), 3.0)
        for q in range(4):
            fluid, grey = self.contrast.csf[q], self.contrast.grey[q]
            texture = self.fine if self.rng.random() < 0.5 else self.small
            value = (fluid + (grey - fluid) * u(-0.3, 2.4)) * (1 + 0.5 * texture * u(0, 1))
            self.images[q] += (np.maximum(value, 0) - self.images[q]) * rest

    def fat(self):
        """A strip of fat, bright on T1 and T1c alike."""
        u = self.u
        strip = ramp(-self.head.depth, -u(1, 5.5), 1.0)
        strip = strip * ramp(self.large2 + self.middle * u(0, 0.6), u(-0.2, 1.2), 4.0)
        if self.rng.random() < 0.5:
            strip = strip * np.clip(1.7 - self.head.tissue, 0, 1)
        strength = u(0.2, 2.0)
        t1 = u(0.4, 1.2) if self.rng.random() < 0.7 else u(0, 0.3)
        self.images[T1] += strip * strength * t1
        self.images[T1C] += strip * strength * u(0.7, 1.3)
        self.images[T2] += strip * u(-0.3, 0.6)
        self.images[FLAIR] += strip * u(-0.2, 0.6)

    def bright_border(self):
        line = np.clip(self.u(1, 4) - np.abs(self.head.depth), 0, 1)
        line = line * np.clip(self.middle2 + 0.4, 0, 1)
        self.images[FLAIR] += line * self.u(0, 0.8) * self.contrast.grey[FLAIR]

    def choroid_plexus(self):
        u = self.u
        plexus = ramp(self.small, u(0.2, 1.3), 3.0) * np.clip(self.head.ventricle * 2 - 0.6, 0, 1)
        self.images[T1C] += plexus * u(0.3, 1.8)
        self.images[FLAIR] += plexus * u(0, 0.9)
        self.images[T1] += plexus * u(0, 0.3)
        self.images[T2] -= plexus * u(0, 0.5) * (self.contrast.csf[T2] - 1)
