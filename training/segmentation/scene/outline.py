"""Labels as readers draw them: on the images that they see, and with what lies between close patches."""

import numpy as np
from scipy import ndimage as ndi

from .acquisition import Acquisition
from .tissue import FLAIR, T1C

VISIBLE = 0.22
"""Amount of oedema and core from which a voxel belongs to the whole tumour."""
DRAWN = 0.4
"""Amount of core from which a voxel belongs to it; less than half, for a focus that is smaller than a
slice is thick is outlined too."""
CORE_STEPS, ENHANCING_STEPS = 2, 1
"""Half the width in mm of gaps that are bridged within a slice: references of gliomas enclose the dark
and bright grains of a patchy core, and do not leave every gap of an enhancing rim open."""
CROSS = ndi.generate_binary_structure(2, 1)[None]


def outlined(amounts: np.ndarray, acquisition: Acquisition) -> np.ndarray:
    """Whole tumour, core, enhancing (bool [3, z, y, x]) of their amounts, float32, 1 mm in plane.

    The amounts are mixed through the slices as FLAIR (whole tumour) and T1c were: in a thick slice a
    reader draws what is left of a structure there, and not where it truly ends.
    """
    flair, t1c = (acquisition.sequences[q] for q in (FLAIR, T1C))
    whole = flair.mixed(amounts[0]) > VISIBLE
    mixed = t1c.mixed(amounts[1])
    core = (mixed > DRAWN) & whole
    enhancing = (t1c.mixed(amounts[2]) > 0.5 * mixed) & core
    return closed(np.stack([whole, core, enhancing]))


def closed(labels: np.ndarray) -> np.ndarray:
    """The same with gaps of core and enhancing part closed within each slice.

    The core grows within the whole tumour only, the enhancing part within the core.
    """
    found = ndi.find_objects(labels[1].astype(np.uint8))
    if not found:
        return labels
    edge = CORE_STEPS + 1
    rows, columns = (slice(max(0, one.start - edge), one.stop + edge) for one in found[0][1:])
    box = (slice(None), found[0][0], rows, columns)
    whole, core, enhancing = labels[box]
    core = core | ndi.binary_closing(core, CROSS, CORE_STEPS) & whole
    enhancing = enhancing | ndi.binary_closing(enhancing, CROSS, ENHANCING_STEPS) & core
    out = labels.copy()
    out[box] = whole, core, enhancing
    return out
