"""EfficientNet-Lite0 as an ONNX graph, from the weights of its PyTorch port.

Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks" (2019); Lite:
no squeeze-and-excitation, ReLU6 for swish. Batch normalisation is folded into the convolutions.
Padding is TensorFlow's "same", for which the weights were trained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from search.algorithms.pictures.onnx_format import Graph, Node, Signature, encode_model

Array = npt.NDArray[Any]

SIDE = 224
"""Pixels of a side of the picture that goes in."""
CELLS = 7
"""The features stand on a grid of CELLS x CELLS: SIDE halved five times."""
CHANNELS = 1280
CLASSES = 1000
EPSILON = 1e-3

PICTURES, GRID, SCORES = "pictures", "grid", "scores"


@dataclass(frozen=True, slots=True)
class Stage:
    """Blocks of one width; only the first of them strides."""

    blocks: int
    kernel: int
    stride: int
    expands: bool = True


STAGES = (
    Stage(1, 3, 1, expands=False),
    Stage(2, 3, 2),
    Stage(2, 5, 2),
    Stage(3, 3, 2),
    Stage(3, 5, 1),
    Stage(4, 5, 2),
    Stage(1, 3, 1),
)


def build_model(weights: Mapping[str, Array]) -> bytes:
    """An ONNX model of the weights.

    ``pictures`` (n, 3, 224, 224) goes in as ``as_input`` makes it; ``grid`` (n, 1280, 7, 7) comes
    out, the features of each cell, and ``scores`` (n, 1000), those of the classes of ImageNet.

    Raises:
        KeyError: a weight is missing.
    """
    return encode_model(graph_of(weights))


def graph_of(weights: Mapping[str, Array]) -> Graph:
    """The operations of the network; see ``build_model``."""
    draft = _Draft(weights)
    at = draft.convolve(PICTURES, "_conv_stem", "_bn0", kernel=3, stride=2)
    for name, kernel, stride, expands in blocks():
        at = _block(draft, at, name, kernel, stride, expands)
    head = draft.convolve(at, "_conv_head", "_bn1", kernel=1, stride=1, output=GRID)
    pooled = draft.add("GlobalAveragePool", (head,), "pooled")
    flat = draft.add("Flatten", (pooled,), "flat", axis=1)
    draft.constants |= {"_fc.weight": weights["_fc.weight"], "_fc.bias": weights["_fc.bias"]}
    draft.add("Gemm", (flat, "_fc.weight", "_fc.bias"), SCORES, transB=1)
    return Graph(
        "efficientnet-lite0",
        tuple(draft.nodes),
        draft.constants,
        (Signature(PICTURES, ("n", 3, SIDE, SIDE)),),
        (Signature(GRID, ("n", CHANNELS, CELLS, CELLS)), Signature(SCORES, ("n", CLASSES))),
    )


def blocks() -> Iterator[tuple[str, int, int, bool]]:
    """Name, kernel, stride and whether it widens first, of every block in turn."""
    number = 0
    for stage in STAGES:
        for place in range(stage.blocks):
            stride = stage.stride if place == 0 else 1
            yield f"_blocks.{number}.", stage.kernel, stride, stage.expands
            number += 1


def fold(weights: Mapping[str, Array], convolution: str, norm: str) -> tuple[Array, Array]:
    """Kernel and bias of a convolution with the normalisation after it, as one."""
    scale = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + EPSILON)
    kernel = weights[f"{convolution}.weight"] * scale[:, None, None, None]
    bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
    return kernel.astype(np.float32), bias.astype(np.float32)


class _Draft:
    """The nodes and constants so far."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self.weights = weights
        self.nodes: list[Node] = []
        self.constants: dict[str, Array] = {
            "zero": np.zeros((), np.float32),
            "six": np.full((), 6, np.float32),
        }

    def add(self, operator: str, inputs: tuple[str, ...], output: str, **attributes: Any) -> str:
        self.nodes.append(Node(operator, inputs, output, attributes))
        return output

    def convolve(
        self,
        source: str,
        convolution: str,
        norm: str,
        *,
        kernel: int,
        stride: int,
        bounded: bool = True,
        depthwise: bool = False,
        output: str = "",
    ) -> str:
        """A convolution with its normalisation, and ReLU6 after it where it is ``bounded``."""
        folded, bias = fold(self.weights, convolution, norm)
        self.constants |= {f"{convolution}.kernel": folded, f"{convolution}.bias": bias}
        # TensorFlow pads the odd pixel at the end: an even side, strided, gets one less before.
        before, after = (kernel - stride) // 2, (kernel - stride + 1) // 2
        linear = self.add(
            "Conv",
            (source, f"{convolution}.kernel", f"{convolution}.bias"),
            f"{convolution}.linear",
            kernel_shape=(kernel, kernel),
            strides=(stride, stride),
            pads=(before, before, after, after),
            group=len(folded) if depthwise else 1,
        )
        if not bounded:
            return linear
        return self.add("Clip", (linear, "zero", "six"), output or f"{convolution}.relu6")


def _block(draft: _Draft, source: str, name: str, kernel: int, stride: int, expands: bool) -> str:
    """An inverted residual: widen, filter each channel, narrow; added to what came in."""
    at = source
    if expands:
        at = draft.convolve(at, f"{name}_expand_conv", f"{name}_bn0", kernel=1, stride=1)
    at = draft.convolve(
        at,
        f"{name}_depthwise_conv",
        f"{name}_bn1",
        kernel=kernel,
        stride=stride,
        depthwise=True,
    )
    at = draft.convolve(
        at, f"{name}_project_conv", f"{name}_bn2", kernel=1, stride=1, bounded=False
    )
    width = len(draft.weights[f"{name}_project_conv.weight"])
    came_in = (
        draft.weights[f"{name}_expand_conv.weight"].shape[1]
        if expands
        else len(draft.weights[f"{name}_depthwise_conv.weight"])
    )
    if stride == 1 and came_in == width:
        return draft.add("Add", (at, source), f"{name}sum")
    return at
