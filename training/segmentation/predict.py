"""Runs a network (ONNX file or training checkpoint) over a patient, as it is and mirrored."""

import numpy as np

from .preprocess import GAP_MM, Windows, brain_mask, statistics, z_scored

EDGE = 1e-6
"""Probabilities are held this far from 0 and 1 before they become logits."""


def open_network(path: str, threads: int = 1):
    """A function: images float32 [n, 23, 192, 160] -> probabilities [n, 3, 192, 160]."""
    if path.endswith(".onnx"):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        return lambda images: session.run(None, {"image": images})[0]
    import torch

    from .network import load_checkpoint

    torch.set_num_threads(threads)
    network = load_checkpoint(path)

    def run(images):
        with torch.no_grad():
            return torch.sigmoid(network(torch.from_numpy(images))).numpy()

    return run


def predict(run, volumes: np.ndarray, slice_mm: int, batch: int = 4):
    """Volumes float32 [4, z, y, x] -> logits float32 [2, 3, z, y, x] and the brain mask.

    The first of two is as it is, the second mirrored left to right and back. Outside the brain the
    logits are those of probability 0.
    """
    mask = brain_mask(volumes)
    images = z_scored(volumes, mask, statistics(volumes, mask))
    windows = Windows(images, mask, GAP_MM // slice_mm)
    out = np.zeros((2, 3, *mask.shape), np.float32)
    for first in range(windows.first, windows.last + 1, batch):
        slices = range(first, min(first + batch, windows.last + 1))
        inputs = np.stack([windows.input(one) for one in slices])
        plain = run(inputs)
        turned = run(np.ascontiguousarray(inputs[..., ::-1]))[..., ::-1]
        for k, one in enumerate(slices):
            windows.put(out[0], one, plain[k])
            windows.put(out[1], one, turned[k])
    return logit(out * mask), mask


def logit(p: np.ndarray) -> np.ndarray:
    p = np.clip(p, EDGE, 1 - EDGE)
    return np.log(p / (1 - p))
