"""Writes a checkpoint as ONNX, calibrated.

    python -m segmentation.export --checkpoint FILE [--calibration FILE] --out model.onnx

image float32 [n, 23, 192, 160] -> prob float32 [n, 3, 192, 160]; opset 17. The calibration
(calibration.py) is part of the graph, so the file's answers are calibrated. Compares onnxruntime
with torch and fails where they differ.
"""

import argparse
import os
from dataclasses import asdict

import numpy as np
import torch

from .calibration import KNEE, Calibration
from .network import load_checkpoint
from .preprocess import CHANNELS, COLUMNS, ROWS

TOLERANCE = 1e-4
MOST_BYTES = 8 * 2**20


class Probabilities(torch.nn.Module):
    """The network with its calibration and sigmoid."""

    def __init__(self, network, calibration: Calibration):
        super().__init__()
        self.network = network
        for name, values in asdict(calibration).items():
            self.register_buffer(name, torch.tensor(values)[None, :, None, None])

    def forward(self, image):
        logits = self.network(image)
        above = torch.relu(logits - KNEE)
        return torch.sigmoid(logits * self.scale + above * self.bend + self.offset)


def write_onnx(network, calibration: Calibration, path: str) -> float:
    """Writes the file and returns the largest difference to torch on random input."""
    import onnxruntime

    module = Probabilities(network, calibration).eval()
    image = torch.randn(2, CHANNELS, ROWS, COLUMNS, generator=torch.Generator().manual_seed(0))
    torch.onnx.export(
        module,
        (image,),
        path,
        opset_version=17,
        input_names=["image"],
        output_names=["prob"],
        dynamic_axes={"image": {0: "n"}, "prob": {0: "n"}},
        dynamo=False,
    )
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    answer = session.run(None, {"image": image.numpy()})[0]
    with torch.no_grad():
        return float(np.abs(answer - module(image).numpy()).max())


def main():
    parser = argparse.ArgumentParser(description="Writes a checkpoint as ONNX.")
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--calibration")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    network = load_checkpoint(args.checkpoint)
    difference = write_onnx(network, Calibration.load(args.calibration), args.out)
    size = os.path.getsize(args.out)
    print(f"{size} bytes, differs from torch by {difference:.1e}")
    if difference > TOLERANCE or size > MOST_BYTES:
        raise SystemExit("The file differs from the checkpoint, or is larger than 8 MiB.")


if __name__ == "__main__":
    main()
