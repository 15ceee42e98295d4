"""Labels as readers draw them: what lies between close patches belongs to them."""

import numpy as np
from scipy import ndimage as ndi

CORE_STEPS, ENHANCING_STEPS = 2, 1
"""Half the width in mm of gaps that are bridged within a slice: references of gliomas enclose the dark
and bright grains of a patchy core, and do not leave every gap of an enhancing rim open."""
CROSS = ndi.generate_binary_structure(2, 1)[None]


def outlined(labels: np.ndarray) -> np.ndarray:
    """Whole tumour, core, enhancing (bool [3, z, y, x], 1 mm in plane) with gaps of the last two closed.

    Slice by slice, so that a slice's labels do not depend on the distance to its neighbours. The core
    grows within the whole tumour only, the enhancing part within the core.
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
