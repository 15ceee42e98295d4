"""From probabilities to nested masks: thresholds and component rule, as lib/tumour/decide.ts."""

import json
from dataclasses import asdict, dataclass, replace

import numpy as np
from scipy import ndimage as ndi

from .metrics import ALL_NEIGHBOURS


@dataclass(frozen=True)
class Rule:
    """Fields as in a pack's manifest (output.regions, output.components)."""

    thresholds: tuple[float, float, float] = (0.5, 0.5, 0.5)
    min_mm3: float = 30.0
    sure_core: float = 0.5
    sure_mean: float = 1.0
    fill_core: bool = True

    def with_(self, **changes) -> "Rule":
        return replace(self, **changes)

    def threshold(self, region: int, value: float) -> "Rule":
        values = list(self.thresholds)
        values[region] = value
        return replace(self, thresholds=tuple(values))

    def save(self, path: str):
        with open(path, "w") as file:
            json.dump(asdict(self), file, indent=2)

    @classmethod
    def load(cls, path: str) -> "Rule":
        with open(path) as file:
            fields = json.load(file)
        return cls(**{**fields, "thresholds": tuple(fields["thresholds"])})


PLAIN = Rule(min_mm3=0, sure_core=-1, fill_core=False)
"""Thresholds alone."""


def decide(p: np.ndarray, rule: Rule, voxel_mm3: float) -> np.ndarray:
    """Probabilities [3, z, y, x] -> whole tumour, core, enhancing tumour (bool), each in the one before."""
    whole = p[0] > rule.thresholds[0]
    whole = _keep_components(whole, p, rule, voxel_mm3)
    core = (p[1] > rule.thresholds[1]) & whole
    if rule.fill_core:
        for z in np.nonzero(core.any((1, 2)))[0]:
            core[z] = ndi.binary_fill_holes(core[z])
        whole = whole | core
    return np.stack([whole, core, (p[2] > rule.thresholds[2]) & core])


def _keep_components(mask, p, rule: Rule, voxel_mm3) -> np.ndarray:
    """Components that are large enough, and hold a voxel that is surely core or are sure as a whole."""
    labels, count = ndi.label(mask, ALL_NEIGHBOURS)
    if count == 0:
        return mask
    size = np.bincount(labels.ravel(), minlength=count + 1).astype(float)
    sure = np.bincount(labels[p[1] > rule.sure_core], minlength=count + 1) > 0
    sure |= np.bincount(labels.ravel(), p[0].ravel(), count + 1) > rule.sure_mean * size
    keep = (size * voxel_mm3 >= rule.min_mm3) & sure
    keep[0] = False
    return keep[labels]
