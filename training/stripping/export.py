"""Writes a trained network as ONNX with float16 weights, and prints its checksum and size.

python -m stripping.export --net RUN.pt --out model.onnx
python -m stripping.export --net RUN.pt --pack ../models/skull-stripper-0

The second form writes the pack's model.onnx and its checksum into manifest.json and card.md.

Input `image` [1, 2, 96, 112, 96] float32: brightness 0..1 and view 0 or 1. Output `distance`
[1, 1, 96, 112, 96] float32: mm to the border of the brain, positive inside. The weights are stored as
float16 and cast when the network is opened; the arithmetic is float32.
"""
import argparse
import hashlib
import io
import os
import re

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from . import grid
from .network import Stripper


def halved(model):
    """The same graph with every large float32 constant as float16 behind a Cast."""
    nodes, constants = [], []
    for constant in model.graph.initializer:
        values = numpy_helper.to_array(constant)
        if values.dtype != np.float32 or values.size < 64:
            constants.append(constant)
            continue
        name = constant.name + "_half"
        constants.append(numpy_helper.from_array(values.astype(np.float16), name))
        nodes.append(helper.make_node("Cast", [name], [constant.name], to=TensorProto.FLOAT))
    graph = model.graph
    del graph.initializer[:]
    graph.initializer.extend(constants)
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes + rest)
    return model


def stamp(path, checksum):
    """Puts the checksum in the place of the one that stands in a file of the pack."""
    with open(path) as file:
        text = file.read()
    with open(path, "w") as file:
        file.write(re.sub(r"\b[0-9a-f]{64}\b", checksum, text))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--net", required=True)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--out")
    where.add_argument("--pack")
    options = parser.parse_args()
    path = options.out or os.path.join(options.pack, "model.onnx")
    net = Stripper()
    net.load_state_dict(torch.load(options.net, weights_only=True))
    memory = io.BytesIO()
    torch.onnx.export(net.eval(), (torch.zeros(1, 2, *grid.SIZE),), memory, opset_version=17,
                      input_names=["image"], output_names=["distance"], dynamo=False)
    graph = halved(onnx.load_from_string(memory.getvalue()))
    graph.producer_name, graph.doc_string = "neuronova", ""
    for key in list(graph.metadata_props):
        graph.metadata_props.remove(key)
    onnx.checker.check_model(graph)
    onnx.save(graph, path)
    with open(path, "rb") as file:
        checksum = hashlib.sha256(file.read()).hexdigest()
    for name in ("manifest.json", "card.md") if options.pack else ():
        stamp(os.path.join(options.pack, name), checksum)
    print(checksum, os.path.getsize(path))
