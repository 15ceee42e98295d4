"""From probabilities to nested masks: thresholds and component rule, as lib/tumour/decide.ts.

The surest of many voxels is surer than that of few: a large component is asked for more than a small
one, else what keeps false tumour out of healthy heads keeps small metastases out too.
"""

import json
from dataclasses import asdict, dataclass, replace

import numpy as np
from scipy import ndimage as ndi

from .metrics import ALL_NEIGHBOURS


@dataclass(frozen=True)
class Rule:
    """What a pack's manifest says in output.regions and output.components."""

    thresholds: tuple[float, float, float] = (0.5, 0.5, 0.5)
    min_mm3: float = 30.0
    small_mm3: float = 0.0
    """Components below this are asked for `sure_small` instead of `sure_core`."""
    sure_small: float = 0.5
    sure_core: float = 0.5
    sure_mean: float = 1.0
    fill_core: bool = True

    def with_(self, **changes) -> "Rule":
        return replace(self, **changes)

    def threshold(self, region: int, value: float) -> "Rule":
        values = list(self.thresholds)
        values[region] = value
        return replace(self, thresholds=tuple(values))

    def components(self) -> dict:
        """As the manifest says it."""
        sizes = [(self.small_mm3, self.sure_core)] if self.small_mm3 > self.min_mm3 else []
        first = (self.min_mm3, self.sure_small if sizes else self.sure_core)
        return {
            "sizes": [{"fromMm3": size, "sureCore": sure} for size, sure in (first, *sizes)],
            "sureMean": self.sure_mean,
            "fillCore": self.fill_core,
        }

    @classmethod
    def of_manifest(cls, output: dict) -> "Rule":
        """The rule of a pack, from its manifest's `output`."""
        parts = output["components"]
        first, last = parts["sizes"][0], parts["sizes"][-1]
        return cls(
            thresholds=tuple(region["threshold"] for region in output["regions"]),
            min_mm3=first["fromMm3"],
            small_mm3=last["fromMm3"] if len(parts["sizes"]) > 1 else 0.0,
            sure_small=first["sureCore"],
            sure_core=last["sureCore"],
            sure_mean=parts["sureMean"],
            fill_core=parts["fillCore"],
        )

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
    surest = np.zeros(count + 1)
    np.maximum.at(surest, labels.ravel(), p[1].ravel())
    small = size * voxel_mm3 < rule.small_mm3
    sure = surest > np.where(small, rule.sure_small, rule.sure_core)
    sure |= np.bincount(labels.ravel(), p[0].ravel(), count + 1) > rule.sure_mean * size
    keep = (size * voxel_mm3 >= rule.min_mm3) & sure
    keep[0] = False
    return keep[labels]
