"""The network: a 3D U-Net on 2 mm voxels folded 2x2x2, out comes the distance to the border in mm."""
import torch
import torch.nn as nn
import torch.nn.functional as F

WIDTHS = (16, 32, 64, 128)


def fold(x):
    """[n, c, z, y, x] -> [n, 8 c, z/2, y/2, x/2]."""
    n, c, z, y, w = x.shape
    x = x.reshape(n, c, z // 2, 2, y // 2, 2, w // 2, 2)
    return x.permute(0, 1, 3, 5, 7, 2, 4, 6).reshape(n, c * 8, z // 2, y // 2, w // 2)


def unfold(x):
    """[n, 8, z, y, x] -> [n, 1, 2 z, 2 y, 2 x]."""
    n, _, z, y, w = x.shape
    return x.reshape(n, 2, 2, 2, z, y, w).permute(0, 4, 1, 5, 2, 6, 3).reshape(n, 1, z * 2, y * 2, w * 2)


class Block(nn.Module):
    """Two 3x3x3 convolutions with group norm, the second with a shortcut."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = nn.Conv3d(inputs, outputs, 3, padding=1, bias=False)
        self.norm = nn.GroupNorm(8, outputs)
        self.second = nn.Conv3d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = nn.GroupNorm(8, outputs)

    def forward(self, x):
        x = F.relu(self.norm(self.first(x)))
        return F.relu(self.norm2(self.second(x)) + x)


class Stripper(nn.Module):
    """Brightness and view [n, 2, 96, 112, 96] -> distance [n, 1, 96, 112, 96], mm, positive in the brain.

    The square root of the brightness goes in besides: fat is so bright in many scans that the brain's
    own contrast lies in the lowest quarter of the scale.
    """

    def __init__(self, widths=WIDTHS):
        super().__init__()
        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        inputs = 24
        for width in widths:
            self.down.append(Block(inputs, width))
            inputs = width
        for width in widths[-2::-1]:
            self.up.append(Block(inputs + width, width))
            inputs = width
        self.head = nn.Conv3d(inputs, 8, 3, padding=1)

    def forward(self, x):
        x, kept = fold(torch.cat([x, torch.sqrt(x[:, :1])], 1)), []
        for level, block in enumerate(self.down):
            x = block(x if level == 0 else F.max_pool3d(x, 2))
            kept.append(x)
        for level, block in enumerate(self.up):
            x = block(torch.cat([F.interpolate(x, scale_factor=2, mode="nearest"), kept[-2 - level]], 1))
        return unfold(self.head(x)) * 5
