"""Writing an ONNX model: the few messages of ``onnx.proto`` (IR 8) in the wire format of protobuf.

Only what a feed-forward network needs, so that the shop need not carry the ``onnx`` package.
Numbers of the fields: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

IR_VERSION = 8
OPERATORS = 17
"""The version of the standard's operators that a model is written in."""

_FLOAT = 1  # TensorProto.DataType
_AS_FLOAT, _AS_INT, _AS_INTS = 1, 2, 7  # AttributeProto.AttributeType
_VARINT, _BYTES, _FIXED32 = 0, 2, 5

Attribute = int | float | Sequence[int]


@dataclass(frozen=True, slots=True)
class Node:
    """One operation: names of tensors in, the name of the tensor out."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signature:
    """A tensor of floats that goes in or comes out; a dimension by name is of any size."""

    name: str
    shape: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order in which they are computed, and the constants that they use."""

    name: str
    nodes: tuple[Node, ...]
    constants: Mapping[str, npt.NDArray[np.float32]]
    inputs: tuple[Signature, ...]
    outputs: tuple[Signature, ...]


def encode_model(graph: Graph) -> bytes:
    """The ``ModelProto`` of a graph, as onnxruntime reads it."""
    operators = _text(1, "") + _number(2, OPERATORS)
    return b"".join(
        (
            _number(1, IR_VERSION),
            _text(2, "shelfwise"),
            _message(7, _graph(graph)),
            _message(8, operators),
        )
    )


def _graph(graph: Graph) -> bytes:
    return b"".join(
        (
            *(_message(1, _node(node)) for node in graph.nodes),
            _text(2, graph.name),
            *(_message(5, _tensor(name, value)) for name, value in graph.constants.items()),
            *(_message(11, _signature(one)) for one in graph.inputs),
            *(_message(12, _signature(one)) for one in graph.outputs),
        )
    )


def _node(node: Node) -> bytes:
    return b"".join(
        (
            *(_text(1, name) for name in node.inputs),
            _text(2, node.output),
            _text(3, node.output),
            _text(4, node.operator),
            *(_message(5, _attribute(name, value)) for name, value in node.attributes.items()),
        )
    )


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        packed = struct.pack("<f", value)
        return _text(1, name) + _key(2, _FIXED32) + packed + _number(20, _AS_FLOAT)
    if isinstance(value, int):
        return _text(1, name) + _number(3, value) + _number(20, _AS_INT)
    numbers = b"".join(_number(8, one) for one in value)
    return _text(1, name) + numbers + _number(20, _AS_INTS)


def _tensor(name: str, value: npt.NDArray[Any]) -> bytes:
    content = np.ascontiguousarray(value, dtype="<f4").tobytes()
    sizes = b"".join(_number(1, size) for size in value.shape)
    return sizes + _number(2, _FLOAT) + _text(8, name) + _message(9, content)


def _signature(one: Signature) -> bytes:
    sizes = b"".join(
        _message(1, _text(2, size) if isinstance(size, str) else _number(1, size))
        for size in one.shape
    )
    tensor = _number(1, _FLOAT) + _message(2, sizes)
    return _text(1, one.name) + _message(2, _message(1, tensor))


def _text(number: int, text: str) -> bytes:
    return _message(number, text.encode())


def _message(number: int, content: bytes) -> bytes:
    return _key(number, _BYTES) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _key(number, _VARINT) + _varint(value)


def _key(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; sizes and counts here are never negative."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
