"""Trains the stripper on synthetic scans only.

python -m stripping.train --bank BANK --name RUN --minutes 60 [--seed 1] [--init earlier.pt]
python -m stripping.train --bank BANK --name RUN --steps 20      same loss with the same seed

Writes RUN.pt (running mean of the weights) and RUN.log (step, minutes, loss, Dice of the last 50).
"""
import argparse
import copy
import time

import numpy as np
import torch
import torch.nn.functional as F

from .network import Stripper
from .scene import heads_of, scene

REUSE = 0.55
"""Share of the steps that take a scan seen before, with other grey values."""


def loss_of(found, true, view):
    """Distance within +-8 mm, mostly near the border, and soft Dice; only in the field of view."""
    near = true.clamp(-8, 8)
    weight = (0.1 + torch.exp(-true.abs() / 3)) * view
    far = F.smooth_l1_loss(found.clamp(-10, 10) + 0.02 * (found - found.clamp(-10, 10)), near, reduction="none", beta=1.0)
    far = (far * weight).sum() / weight.sum()
    inside, brain = torch.sigmoid(found * 1.5) * view, torch.sigmoid(true * 1.5) * view
    dice = 1 - (2 * (inside * brain).sum() + 50) / ((inside**2).sum() + (brain**2).sum() + 50)
    return far * 0.5 + dice


def dice_of(found, true, view):
    a, b = (found > 0) & (view > 0), (true > 0) & (view > 0)
    return 2 * float((a & b).sum()) / max(1.0, float(a.sum() + b.sum()))


class Samples:
    """New scans, or kept ones with a changed grey scale."""

    def __init__(self, bank, seed):
        self.heads, self.seed, self.count, self.kept = heads_of(bank), seed, 0, []
        self.random = np.random.default_rng(seed + 10**6)

    def next(self):
        if len(self.kept) > 8 and self.random.random() < REUSE:
            image, true, view = self.kept[self.random.integers(len(self.kept))]
            image = image.astype(np.float32) / 255
            image = image ** np.exp(self.random.normal(0, 0.4))
            if self.random.random() < 0.3:
                image = image * np.float32(self.random.uniform(0.6, 1))
            if self.random.random() < 0.5:
                image, true, view = image[..., ::-1], true[..., ::-1], view[..., ::-1]
            true = true.astype(np.float32) / 10
        else:
            image, true, view, _ = scene(self.heads[self.count % 2], self.seed * 10**6 + self.count)
            self.count += 1
            entry = (image * 255).astype(np.uint8), np.round(true * 10).astype(np.int8), view
            if len(self.kept) < 60:
                self.kept.append(entry)
            else:
                self.kept[self.count % 60] = entry
        pair = np.stack([image * view, view.astype(np.float32)])
        return [torch.from_numpy(np.ascontiguousarray(a, np.float32))[None] for a in (pair, true[None], view[None])]


def train(options):
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    samples, net = Samples(options.bank, options.seed), Stripper()
    if options.init:
        net.load_state_dict(torch.load(options.init, weights_only=True))
    mean, rate = copy.deepcopy(net), options.rate
    tuner = torch.optim.AdamW(net.parameters(), rate, weight_decay=1e-3)
    begin, step, losses, dices = time.time(), 0, [], []
    while True:
        done = step / options.steps if options.steps else (time.time() - begin) / 60 / options.minutes
        if done >= 1:
            break
        for group in tuner.param_groups:
            cosine = 1 if done < 0.35 else 0.01 + 0.99 * 0.5 * (1 + np.cos(np.pi * (done - 0.35) / 0.65))
            group["lr"] = rate * min(1, (step + 1) / 40) * cosine
        image, true, view = samples.next()
        with torch.autocast("cpu", torch.bfloat16):
            found = net(image)
        found = found.float()
        loss = loss_of(found, true, view)
        tuner.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        tuner.step()
        step += 1
        keep = min(0.995, 1 - 1 / (step * 0.2 + 1))
        with torch.no_grad():
            for a, b in zip(mean.parameters(), net.parameters()):
                a.mul_(keep).add_(b, alpha=1 - keep)
        losses.append(float(loss.detach()))
        dices.append(dice_of(found.detach(), true, view))
        if step % 50 == 0 or (options.steps and step == options.steps):
            line = f"{step} {(time.time() - begin) / 60:.1f} min loss {np.mean(losses[-50:]):.4f} Dice {np.mean(dices[-50:]):.4f}"
            with open(options.name + ".log", "a") as log:
                log.write(line + "\n")
            torch.save(mean.state_dict(), options.name + ".pt")
    torch.save(mean.state_dict(), options.name + ".pt")
    print(f"{step} steps, loss {np.mean(losses[-50:]):.6f}, Dice {np.mean(dices[-50:]):.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bank", required=True)
    parser.add_argument("--name", required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--init")
    train(parser.parse_args())
