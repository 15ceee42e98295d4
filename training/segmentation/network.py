"""The network: a 2.5D U-Net with pixel-unshuffle stem and pixel-shuffle head, 0.97 M parameters.

input  [n, 23, 192, 160]: preprocess.py
output [n, 3, 192, 160]: logits of whole tumour, core, enhancing tumour in the middle slice
The middle slice of each sequence, mirrored left to right and blurred, is given as four channels more:
what is the same on both sides is rarely tumour.
"""

import torch
import torch.nn.functional as F
from torch import nn

from .preprocess import CHANNELS, SLICES

WIDTHS = (24, 48, 96, 160)
REGIONS = ("WT", "TC", "ET")


class Block(nn.Module):
    """Two 3x3 convolutions with group normalisation, the second one residual."""

    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.a = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.n = nn.GroupNorm(8, outputs)
        self.b = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.m = nn.GroupNorm(8, outputs)

    def forward(self, x):
        x = F.relu(self.n(self.a(x)))
        return F.relu(self.m(self.b(x)) + x)


class SegmentationNetwork(nn.Module):
    """See the module's text."""

    def __init__(self, widths=WIDTHS):
        super().__init__()
        self.widths = tuple(widths)
        inputs = (CHANNELS + 4) * 4
        self.enc, self.dec = nn.ModuleList(), nn.ModuleList()
        for width in widths:
            self.enc.append(Block(inputs, width))
            inputs = width
        for width in widths[-2::-1]:
            self.dec.append(Block(inputs + width, width))
            inputs = width
        self.out = nn.Conv2d(inputs, 4 * len(REGIONS), 3, padding=1)
        # Most voxels are no tumour: start from there.
        nn.init.constant_(self.out.bias, -3.0)

    def forward(self, x):
        mirrored = x[:, SLICES // 2 : 4 * SLICES : SLICES].flip(3)
        x = torch.cat([x, F.avg_pool2d(mirrored, 5, 1, 2)], 1)
        x = F.pixel_unshuffle(x, 2)
        skips = []
        for level, block in enumerate(self.enc):
            x = block(x if level == 0 else F.max_pool2d(x, 2))
            skips.append(x)
        for level, block in enumerate(self.dec):
            x = F.interpolate(x, scale_factor=2, mode="nearest")
            x = block(torch.cat([x, skips[-2 - level]], 1))
        return F.pixel_shuffle(self.out(x), 2)


def load_checkpoint(path: str) -> SegmentationNetwork:
    """The averaged weights of a training checkpoint."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    network = SegmentationNetwork(state["widths"])
    network.load_state_dict(state["average"])
    return network.eval()
