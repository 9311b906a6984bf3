"""The size of a model, read from the headers of its files."""

import glob
import json
import math
import os
import struct


def matmul_weights(folder):
    """Weights that take part in a matrix product for every token: all, without an embedding that is not also the head."""
    shapes = {}
    for path in glob.glob(os.path.join(folder, "*.safetensors")):
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            shapes |= {k: v["shape"] for k, v in json.loads(file.read(length)).items() if k != "__metadata__"}
    untied = any(k.startswith("lm_head.") for k in shapes)
    return sum(math.prod(s) for k, s in shapes.items() if not (untied and "embed_tokens" in k))
