"""Draws the patient of a seed: kind, pose, and lesions placed where such lesions grow."""

import numpy as np

from .patient import KINDS, PRIOR, Cavity, Lesion, Patient, elastic_nodes, pose


class Placement:
    """Adds the lesions of one patient from candidate sites float32 [n, 3] (mm from the centre)."""

    def __init__(self, patient: Patient, sites: np.ndarray, tissue: np.ndarray, rng):
        self.patient, self.sites, self.tissue, self.rng = patient, sites, tissue, rng

    def add(self, centre, radius, shape, reach, push):
        lesions = self.patient.lesions
        centre = np.array(centre, np.float32)
        one = Lesion(len(lesions), centre, float(radius), shape, float(reach), float(push))
        lesions.append(one)

    def size(self, median, spread, low, high) -> float:
        """Log-normal, clipped (mm)."""
        value = np.exp(self.rng.normal(np.log(median), spread))
        return float(np.clip(value, low, high))

    def reach(self, median=10.0, share=0.88) -> float:
        return self.size(median, 0.65, 0, 45) if self.rng.random() < share else 0.0

    def push(self) -> float:
        return self.rng.uniform(0, 0.5) if self.rng.random() < 0.7 else 0.0

    def beside(self, centre, distance):
        direction = self.rng.normal(0, 1, 3)
        return centre + direction / np.linalg.norm(direction) * distance

    def pick(self, shapes: dict[str, float]) -> str:
        return str(self.rng.choice(list(shapes), p=list(shapes.values())))

    def satellites(self, centre, radius, count):
        for _ in range(count):
            where = self.beside(centre, radius + self.rng.uniform(1, 16))
            shape = self.pick({"solid": 0.75, "infiltrating": 0.25})
            self.add(where, self.rng.uniform(1.5, 5.0), shape, self.rng.uniform(0, 4), 0.0)

    def ring(self):
        radius = self.size(15, 0.42, 5, 34)
        shape = self.pick({"ring": 0.56, "solid": 0.16, "patchy": 0.22, "cyst": 0.06})
        self.add(self.sites[0], radius, shape, self.reach(), self.push())
        if self.patient.kind == "multi" or self.rng.random() < 0.2:
            self.satellites(self.sites[0], radius, int(self.rng.integers(1, 5)))

    def multi(self):
        self.ring()
        for _ in range(int(self.rng.integers(1, 4))):
            away = ((self.sites[1:] - self.sites[0]) ** 2).sum(1)
            near = 1 + np.argmin(away * self.rng.random(len(away)))
            shape = self.pick({"ring": 0.7, "solid": 0.3})
            radius = self.size(8, 0.4, 3, 18)
            self.add(self.sites[near], radius, shape, self.reach(7), self.push())

    def lgg(self):
        radius = self.size(16, 0.42, 5, 34)
        self.add(self.sites[0], radius, "infiltrating", self.reach(6, 0.5), self.push())

    def mets(self):
        """One to six of any size, or (45 %) up to fourteen small ones; half at the grey-white border."""
        rng = self.rng
        many = rng.random() < 0.45
        count = int(rng.integers(3, 15)) if many else int(rng.integers(1, 7))
        order = np.arange(len(self.sites))
        if rng.random() < 0.5:
            order = np.argsort(np.abs(self.tissue - 1.3) + rng.random(len(order)) * 0.5)
        for site in order[:count]:
            radius = self.size(2.8, 0.4, 1.5, 7) if many else self.size(4.5, 0.6, 1.6, 16)
            small = radius < 5 and rng.random() < 0.7
            shape = "solid" if small else self.pick({"ring": 0.55, "solid": 0.4, "cyst": 0.05})
            reach = self.reach(6 if many else 9, 0.6 if many else 0.85) * rng.uniform(0.2, 1.2)
            self.add(self.sites[site], radius, shape, reach, self.push() * (radius > 5))

    def cyst(self):
        self.add(self.sites[0], self.size(14, 0.4, 6, 28), "cyst", self.reach(7, 0.53), self.push())

    def cavity(self):
        """A cavity; residual tumour at its wall in 65 % (nodules, or a thick nodular rim)."""
        rng = self.rng
        centre, radius = self.sites[0], self.size(14, 0.35, 6, 26)
        self.patient.cavity = Cavity(centre, radius)
        residual = rng.random()
        if residual < 0.3:
            self.add(centre, radius, "rim", self.reach(7), 0.0)
        elif residual < 0.65:
            for _ in range(int(rng.integers(1, 3))):
                where = self.beside(centre, radius + rng.uniform(-1, 4))
                shape = self.pick({"solid": 0.6, "ring": 0.4})
                self.add(where, self.size(7, 0.4, 3, 14), shape, self.reach(9), 0.0)
        elif residual < 0.85:
            self.add(centre, radius * 0.8, "gliosis", radius * 0.3 + rng.uniform(2, 10), 0.0)


def draw_patient(anatomies, copies, seed, kind=None, thickness=None, poorly_stripped=None):
    """The patient of a seed. `copies`: anatomies to choose from; others: None draws them too."""
    rng = np.random.default_rng([7, seed])
    copy = copies[rng.integers(len(copies))]
    drawn = KINDS[rng.choice(len(KINDS), p=PRIOR)]
    mixing = rng.uniform(0.1, 0.66) * (rng.random() < 0.6)
    poor = rng.random() < 0.4
    matrix, shift = pose(rng, anatomies.shape[1:4])
    patient = Patient(
        seed=seed,
        kind=kind or drawn,
        anatomy=copy,
        thickness=mixing if thickness is None else thickness,
        poorly_stripped=bool(poor) if poorly_stripped is None else poorly_stripped,
        matrix=matrix,
        shift=shift,
        nodes=elastic_nodes(rng),
    )
    sites, tissue = _candidate_sites(patient, anatomies[copy], rng)
    if len(sites) >= 16:
        _place(patient, Placement(patient, sites, tissue, rng), rng)
    return patient


def _candidate_sites(patient: Patient, anatomy, rng):
    """Places inside the brain, rarely in the cerebellum, not in ventricles or brainstem."""
    n = 500
    points = np.stack([rng.uniform(-e, e, n) for e in (70, 90, 72)]).astype(np.float32)
    maps = patient.look_up(anatomy, points)
    deep = maps[1] > (2.5 if rng.random() < 0.5 else 6)
    rare = 0.5 if patient.kind == "mets" else 0.25
    cerebrum = (maps[3] < 0.3) | (rng.random(n) < rare)
    fits = deep & (maps[2] < 0.3) & (maps[0] > 0.4) & cerebrum & (maps[7] < 0.5)
    return points[:, fits].T, maps[0][fits]


def _place(patient: Patient, placement: Placement, rng):
    if patient.kind in ("none", "wmd"):
        if rng.random() < 0.06:
            patient.cavity = Cavity(placement.sites[0], rng.uniform(4, 15))
        return
    getattr(placement, patient.kind)()
