"""Tests of this package: `python -m unittest segmentation.checks`, run in training/.

Those that need anatomies use the bank that the environment variable BANK names, else they are
skipped.
"""

import os
import unittest

import numpy as np
import torch

from .anatomy import split
from .calibrate import fit
from .calibration import Calibration
from .export import Probabilities
from .metrics import calibration_error, count_lesions, dice
from .network import SegmentationNetwork
from .preprocess import Windows, bounds, brain_mask, position_channels
from .rule import PLAIN, Rule, decide
from .samples import Sampler
from .scene.placement import draw_patient
from .scene.render import Bank, render

needs_bank = unittest.skipUnless("BANK" in os.environ, "no bank of anatomies")


def ball(shape, centre, radius):
    grid = np.indices(shape)
    return sum((g - c) ** 2 for g, c in zip(grid, centre)) <= radius**2


class Rules(unittest.TestCase):
    def test_a_component_without_sure_core_goes(self):
        p = np.zeros((3, 20, 40, 40), np.float32)
        p[0][ball(p[0].shape, (10, 10, 10), 4)] = 0.97
        p[0][ball(p[0].shape, (10, 30, 30), 4)] = 0.6
        p[1, 10, 10, 10], p[1, 10, 30, 30] = 0.8, 0.4
        self.assertEqual(decide(p, Rule(), 1.0)[0].sum(), (p[0] > 0.9).sum())
        self.assertEqual(decide(p, PLAIN, 1.0)[0].sum(), (p[0] > 0.5).sum())

    def test_a_component_that_is_sure_as_a_whole_stays(self):
        p = np.zeros((3, 20, 40, 40), np.float32)
        p[0][ball(p[0].shape, (10, 10, 10), 4)] = 0.97
        p[0][ball(p[0].shape, (10, 30, 30), 4)] = 0.8
        self.assertEqual(decide(p, Rule(sure_mean=0.85), 1.0)[0].sum(), (p[0] > 0.9).sum())

    def test_small_components_go_by_their_volume_in_mm3(self):
        p = np.zeros((3, 5, 9, 9), np.float32)
        p[:2, 2, 3:6, 3:6] = 0.99
        self.assertEqual(decide(p, Rule(min_mm3=10), 1.0)[0].sum(), 0)
        self.assertEqual(decide(p, Rule(min_mm3=10), 3.0)[0].sum(), 9)

    def test_a_large_component_is_asked_for_more_than_a_small_one(self):
        p = np.zeros((3, 20, 40, 40), np.float32)
        for centre, radius, sure in (
            ((4, 5, 5), 2, 0.75),
            ((4, 5, 20), 2, 0.65),
            ((10, 25, 10), 4, 0.85),
            ((10, 25, 30), 4, 0.95),
        ):
            p[0][ball(p[0].shape, centre, radius)] = 0.6
            p[(1, *centre)] = sure
        rule = Rule(min_mm3=4, small_mm3=100, sure_small=0.7, sure_core=0.9)
        kept = decide(p, rule, 1.0)[0]
        self.assertTrue(kept[4, 5, 5] and kept[10, 25, 30])
        self.assertFalse(kept[4, 5, 20] or kept[10, 25, 10])
        manifest = {"regions": [{"threshold": 0.5}] * 3, "components": rule.components()}
        self.assertEqual(Rule.of_manifest(manifest), rule)

    def test_regions_lie_in_each_other_and_cores_are_filled(self):
        p = np.random.default_rng(0).random((3, 6, 20, 20), np.float32)
        p[1, 3, 5:12, 5:12], p[1, 3, 8, 8], p[0, 3, 5:12, 5:12] = 0.9, 0, 0.99
        whole, core, enhancing = decide(p, Rule(min_mm3=0), 1.0)
        self.assertTrue(core[3, 8, 8] and not (core & ~whole).any())
        self.assertFalse((enhancing & ~core).any())


class Figures(unittest.TestCase):
    def test_lesions_are_counted_by_their_diameter(self):
        shape = (30, 60, 60)
        small, large = ball(shape, (10, 15, 15), 3), ball(shape, (15, 40, 40), 9)
        truth, wrong = small | large, ball(shape, (25, 5, 50), 2)
        counted = count_lesions(small | wrong, truth, truth, 1.0)
        self.assertEqual((counted.present, counted.found, counted.false), (1, 1, 1))
        self.assertEqual(dice(truth, truth), 1)

    def test_true_shares_have_no_calibration_error(self):
        rng = np.random.default_rng(1)
        p = rng.random(200_000)
        truth, weight = rng.random(p.size) < p, np.ones(p.size)
        self.assertLess(calibration_error(p, truth, weight), 0.01)
        self.assertGreater(calibration_error(p**3, truth, weight), 0.1)

    def test_calibration_in_the_file_is_that_of_the_logits(self):
        torch.manual_seed(0)
        network, image = SegmentationNetwork().eval(), torch.randn(1, 23, 192, 160)
        curve = Calibration((0.5, 2.0, 1.0), (-0.3, 0.2, 0.0), (0.3, -1.0, 0.0))
        with torch.no_grad():
            logits = network(image).numpy()
            answer = Probabilities(network, curve)(image).numpy()
        wanted = curve.probability(np.stack([logits[0], logits[0]]))
        self.assertLess(np.abs(answer[0] - wanted).max(), 1e-5)

    def test_a_curve_with_two_slopes_is_found_again(self):
        rng = np.random.default_rng(2)
        logits = rng.normal(-1, 4, 100_000).astype(np.float32)
        curve = Calibration((0.8,) * 3, (-0.4,) * 3, (0.2,) * 3)
        both = np.broadcast_to(logits, (2, 3, logits.size))
        p = curve.probability(both)[0]
        truth = rng.random(p.size) < p
        found = fit(both[:, 0], truth, np.ones(p.size))
        again = Calibration(*((one,) * 3 for one in found)).probability(both)[0]
        self.assertLess(np.abs(again - p).max(), 0.02)


class Input(unittest.TestCase):
    def test_windows_are_centred_and_put_back_where_they_came_from(self):
        volumes = np.zeros((4, 9, 60, 50), np.float32)
        volumes[:, 2:7, 10:50, 5:45] = 5
        mask = brain_mask(volumes)
        windows = Windows(volumes, mask, 1)
        image, out = windows.input(4), np.zeros_like(volumes[:3])
        windows.put(out, 4, image[[2, 7, 12]])
        self.assertTrue((out[:, 4] == volumes[:3, 4]).all())
        _, (y0, y1), _ = bounds(mask)
        self.assertEqual(image[21, 0, 0] * 80, windows.row - (y0 + y1) / 2)
        self.assertAlmostEqual(float(image[20, 0, 0]) * 80, (6 - 4) * 3, places=4)

    def test_position_is_in_80_mm(self):
        place = position_channels(40, [-80, 0], [-16, 8])
        self.assertTrue(np.allclose(place[:, 0, 0], [0.5, -1.0, 0.2]))


@needs_bank
class Patients(unittest.TestCase):
    def setUp(self):
        self.bank = Bank(os.environ["BANK"])
        self.train, self.held = split(len(self.bank.anatomies))

    def test_a_seed_gives_the_same_sample_whatever_came_before(self):
        first = Sampler(self.bank, self.train, 3)
        samples = [first.next() for _ in range(3)]
        again = Sampler(self.bank, self.train, 3)
        again.number = first.number - 1
        self.assertTrue((again.next().image == samples[-1].image).all())

    def test_labels_are_the_same_on_any_grid(self):
        patient = draw_patient(self.bank.anatomies, self.train, 11, "ring", thickness=0.0)
        ys, xs = np.arange(192), np.arange(160)
        thin = render(self.bank, patient, np.arange(60, 90), ys, xs)
        thick = render(self.bank, patient, np.arange(60, 90, 3), ys, xs)
        self.assertTrue((thin.labels[:, ::3] == thick.labels).all())
        self.assertFalse((thin.labels[1] & ~thin.labels[0]).any())

    def test_no_anatomy_is_in_both_parts(self):
        self.assertEqual(set(self.train) & set(self.held), set())


if __name__ == "__main__":
    unittest.main()
