"""Trains the network on rendered scenes only (no patient image), in one thread; a second renders.

    python -m segmentation.train --bank BANK --out RUN [--steps 15000 | --minutes 90]

Each step renders some new samples and fills the batch from a buffer of earlier ones, mirrored and
with other gain and offset. The learning rate is constant for the first part, then falls on a cosine.
RUN/checkpoint.pt holds the weights and their exponential average, RUN/curve.jsonl one line per 100
steps. With --steps the same seed gives the same losses; with --minutes the clock decides how many
steps there are, and the last line of the curve says how many it were.
"""

import argparse
import copy
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from .network import SegmentationNetwork, load_checkpoint
from .rendering import Rendering

WARM_UP = 100
REPORT = 100


class Batches:
    """Batches of new and remembered samples; the same seed gives the same batches."""

    def __init__(self, samples: Rendering, seed: int, size: int, fresh: float, remember: int):
        self.new_samples, self.size, self.fresh, self.remember = samples, size, fresh, remember
        self.rng = np.random.default_rng([31, seed])
        self.samples, self.oldest = [], 0

    def next(self):
        """Images [n, 23, 192, 160], labels [n, 3, ...], weights [n, 1, ...], float32 tensors."""
        rng = self.rng
        count = int(self.fresh) + (rng.random() < self.fresh % 1)
        if len(self.samples) < 8 * self.size:
            count = self.size
        new = [self._remembered(self.new_samples.next()) for _ in range(count)]
        picks = rng.integers(0, len(self.samples), max(0, self.size - count))
        chosen = new + [self.samples[k] for k in picks]
        parts = [self._changed(one, new=k < count) for k, one in enumerate(chosen)]
        return [torch.from_numpy(np.stack(one)) for one in zip(*parts)]

    def _remembered(self, sample):
        if len(self.samples) < self.remember:
            self.samples.append(sample)
        else:
            self.samples[self.oldest % self.remember] = sample
            self.oldest += 1
        return sample

    def _changed(self, sample, new: bool):
        """Half mirrored left to right; remembered ones with another gain and offset."""
        rng = self.rng
        image = sample.image.astype(np.float32)
        labels, weight = sample.labels.astype(np.float32), sample.weight[None] / np.float32(16)
        if not new:
            inside = image[:20] != 0
            gain = np.repeat(np.exp(rng.normal(0, 0.08, 4)), 5).astype(np.float32)
            offset = np.repeat(rng.normal(0, 0.08, 4), 5).astype(np.float32)
            image[:20] = (image[:20] * gain[:, None, None] + offset[:, None, None]) * inside
        if rng.random() < 0.5:
            image, labels, weight = (one[:, :, ::-1].copy() for one in (image, labels, weight))
        return image, labels, weight


def loss_of(logits, labels, weight):
    """4 x weighted binary cross-entropy + mean soft Dice loss of the batch; also the three Dice."""
    entropy = F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    entropy = (entropy * weight).sum() / (weight.sum() * labels.shape[1])
    p = torch.sigmoid(logits)
    axes = (0, 2, 3)
    both = (weight * p * labels).sum(axes)
    either = (weight * (p + labels)).sum(axes)
    dice = (2 * both + 20) / (either + 20)
    return 4 * entropy + (1 - dice).mean(), dice.detach()


def learning_rate(step: int, share: float, args) -> float:
    """Linear for 100 steps, constant until `hold` of the run, then a cosine to the last rate."""
    fall = max(0.0, (share - args.hold) / (1 - args.hold))
    rate = args.last_rate + (args.rate - args.last_rate) * 0.5 * (1 + np.cos(np.pi * fall))
    return float(rate * min(1.0, (step + 1) / WARM_UP))


def started(path: str) -> SegmentationNetwork:
    """A network with the averaged weights of a checkpoint, to be trained further."""
    return load_checkpoint(path).train()


class Run:
    """Network, average, optimiser and files of one training."""

    def __init__(self, args):
        self.args = args
        torch.manual_seed(args.seed)
        self.network = started(args.start) if args.start else SegmentationNetwork()
        self.average = copy.deepcopy(self.network)
        self.optimiser = torch.optim.AdamW(self.network.parameters(), args.rate, weight_decay=1e-3)
        self.step, self.before = 0, time.time()
        os.makedirs(args.out, exist_ok=True)
        self.curve = open(os.path.join(args.out, "curve.jsonl"), "w")

    def share(self) -> float:
        """How much of the run is over, 0..1."""
        if self.args.minutes:
            return (time.time() - self.before) / 60 / self.args.minutes
        return self.step / self.args.steps

    def train_step(self, image, labels, weight):
        rate = learning_rate(self.step, self.share(), self.args)
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        with torch.autocast("cpu", torch.bfloat16, enabled=not self.args.exact):
            logits = self.network(image)
        loss, dice = loss_of(logits.float(), labels, weight)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        keep = min(self.args.average, 1 - 1 / (self.step * 0.2 + 1))
        with torch.no_grad():
            pairs = zip(self.average.parameters(), self.network.parameters())
            for mean, now in pairs:
                mean.mul_(keep).add_(now, alpha=1 - keep)
        return [float(loss.detach()), *dice.tolist()], rate

    def report(self, rows, rate, waiting):
        loss, *dice = np.mean(rows, 0)
        line = {
            "step": self.step,
            "minutes": round((time.time() - self.before) / 60, 1),
            "rate": round(rate, 6),
            "loss": round(float(loss), 4),
            "dice": [round(float(one), 3) for one in dice],
            "waiting_s": round(waiting / len(rows), 3),
        }
        self.curve.write(json.dumps(line) + "\n")
        self.curve.flush()

    def save(self):
        path = os.path.join(self.args.out, "checkpoint.pt")
        state = {
            "network": self.network.state_dict(),
            "average": self.average.state_dict(),
            "widths": self.network.widths,
            "step": self.step,
        }
        torch.save(state, path + ".new")
        os.replace(path + ".new", path)


def train(args):
    torch.set_num_threads(1)
    samples = Rendering(args.bank, args.seed)
    batches = Batches(samples, args.seed, args.batch, args.fresh, args.remember)
    run, rows, waiting, rate = Run(args), [], 0.0, 0.0
    while run.share() < 1:
        start = time.time()
        batch = batches.next()
        waiting += time.time() - start
        row, rate = run.train_step(*batch)
        rows.append(row)
        if run.step % REPORT == 0:
            run.report(rows, rate, waiting)
            rows, waiting = [], 0.0
        if run.step % 500 == 0:
            run.save()
    if rows:
        run.report(rows, rate, waiting)
    run.save()
    samples.close()


def main():
    parser = argparse.ArgumentParser(description="Trains the segmentation network.")
    parser.add_argument("--bank", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--start", help="checkpoint to go on from; takes another --seed to see new scenes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=15000)
    parser.add_argument("--minutes", type=float, help="let the clock end the run, not --steps")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--last-rate", type=float, default=1e-4)
    parser.add_argument("--hold", type=float, default=0.5, help="share at the first rate")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--fresh", type=float, default=2.5, help="new samples a step, on average")
    parser.add_argument("--remember", type=int, default=2500, help="samples in the buffer")
    parser.add_argument("--average", type=float, default=0.999)
    parser.add_argument("--exact", action="store_true", help="float32 instead of bfloat16")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
