"""Grey values of every label for one synthetic scan: random, or like T1, T1c, T2 or FLAIR."""
import numpy as np

from .anatomy import CSF_SHELL, DURA, EYE, FIRST_BIN, LABELS, LENS, SELLA, SINUS, ZONES

KINDS = ("random", "t1", "t1c", "t2", "flair", "pd")
SHARE = (0.38, 0.13, 0.16, 0.16, 0.14, 0.03)

# White matter is 1. (lowest, highest) of: CSF, grey, air, bone, dark soft, muscle, marrow/mucosa, fat,
# dura, venous sinus, vitreous, lens, sella.
LIKE = {
    "t1": ((.15, .45), (.6, .85), (0, .1), (.05, .3), (.2, .5), (.5, .9), (.6, 1.8), (1.1, 3.2),
           (.3, .7), (.3, 1.0), (.15, .4), (.4, .8), (.6, 1.1)),
    "t1c": ((.15, .45), (.6, .9), (0, .1), (.05, .3), (.2, .6), (.6, 1.2), (.7, 2.4), (1.1, 3.2),
            (.5, 2.2), (1.2, 2.6), (.15, .4), (.4, .8), (1., 2.4)),
    "t2": ((1.7, 3.6), (1.15, 1.7), (0, .1), (.03, .3), (.2, .8), (.25, .7), (.6, 2.6), (.8, 2.8),
           (.2, .7), (.05, 1.), (1.7, 3.6), (.3, .8), (.7, 1.5)),
    "flair": ((.1, .5), (1.05, 1.5), (0, .1), (.05, .3), (.2, .6), (.35, .8), (.4, 1.8), (.3, 2.4),
              (.3, 1.2), (.1, .9), (.1, .6), (.3, .9), (.6, 1.5)),
    "pd": ((.7, 1.5), (1.05, 1.3), (0, .1), (.05, .4), (.3, .7), (.5, .9), (.6, 1.4), (.6, 1.6),
           (.3, .9), (.2, 1.2), (.7, 1.5), (.4, .9), (.7, 1.2)),
}


class Contrast:
    """`brain`: grey value for tissue 0..200 (CSF, grey, white); `mean` and `spread` for each label."""

    def __init__(self, random, kind=None):
        self.kind = kind or KINDS[random.choice(len(KINDS), p=SHARE)]
        if self.kind == "random":
            drawn = self._any(random)
        else:
            drawn = np.array([random.uniform(*span) for span in LIKE[self.kind]])
        csf, grey, air, bone, dark, muscle, marrow, fat, dura, sinus, eye, lens, sella = drawn
        bins = np.array([air, bone, dark, muscle, marrow, fat])
        self.mean = np.zeros(LABELS, np.float32)
        for zone in range(len(ZONES)):
            factor = np.exp(random.normal(0, 0.18, 6)) if self.kind != "random" else np.ones(6)
            own = bins * factor
            if self.kind == "random" and random.random() < 0.5:
                own = self._any(random)[2:8]
            self.mean[FIRST_BIN + 6 * zone:FIRST_BIN + 6 * zone + 6] = own
        if self.kind == "flair" and random.random() < 0.2:
            for zone in range(len(ZONES)):
                self.mean[FIRST_BIN + 6 * zone + 5] *= 0.3
        shell = csf * random.uniform(0.7, 1.15) if random.random() < 0.75 else random.uniform(0, 1.2)
        self.mean[[CSF_SHELL, DURA, SINUS, EYE, LENS, SELLA]] = shell, dura, sinus, eye, lens, sella
        if random.random() < 0.35:
            self.mean[DURA] = bone
        if random.random() < 0.3:
            self.mean[SINUS] = shell
        points = [csf, grey, 1.0]
        if random.random() < 0.5:
            self.mean *= np.exp(random.uniform(-0.2, 1.0))
        self.brain = np.interp(np.arange(256), [0, 100, 200], points).astype(np.float32)
        self.texture = random.uniform(0.0, 0.07), random.uniform(0.02, 0.25)

    def _any(self, random):
        """13 unrelated values; air and bone dark in most, white matter stays 1."""
        drawn = random.uniform(0, 2.2, 13)
        if random.random() < 0.5:
            drawn[1] = random.uniform(0.6, 1.6)
        if random.random() < 0.8:
            drawn[2] = random.uniform(0, 0.12)
        if random.random() < 0.7:
            drawn[3] = random.uniform(0, 0.35)
        return drawn
