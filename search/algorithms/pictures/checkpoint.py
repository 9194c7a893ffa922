"""Weights out of a PyTorch checkpoint of the format before 1.6, without PyTorch and without pickle.

Such a file is five pickles one after another (a magic number, the protocol, the machine's sizes,
the tensors by name, the keys of their storages) and then every storage: its length as a 64-bit
integer and its numbers. A pickle may call anything, so none is loaded: the operations are read one
by one (``pickletools.genops`` runs nothing), and those of a plain state dictionary are understood.
Format: ``torch/serialization.py``, ``_legacy_save``.
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

Array = npt.NDArray[Any]

MAGIC = 0x1950A86A20F9469CFC6C
TYPES = {"torch FloatStorage": "<f4", "torch LongStorage": "<i8"}


class NotACheckpoint(ValueError):
    """The file is not laid out as a checkpoint of plain tensors."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A global that the pickle names; it is never looked up."""

    text: str


@dataclass(frozen=True, slots=True)
class _Storage:
    key: str
    type: str


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


_MARK = object()


def read_checkpoint(file: BinaryIO) -> dict[str, Array]:
    """The tensors of a checkpoint by name, as arrays of their shapes.

    Raises:
        NotACheckpoint: it is none, or holds more than tensors of floats and longs.
    """
    try:
        magic, _protocol, _sizes = (_Reader().read(file) for _part in range(3))
        if magic != MAGIC:
            raise NotACheckpoint("no checkpoint of this format")
        tensors, keys = _Reader().read(file), _Reader().read(file)
        types = {one.storage.key: one.storage.type for one in tensors.values()}
        storages = {key: _read_storage(file, TYPES[types[key]]) for key in keys}
        return {name: _cut(one, storages[one.storage.key]) for name, one in tensors.items()}
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise NotACheckpoint(str(error)) from error


def _read_storage(file: BinaryIO, dtype: str) -> Array:
    count = int.from_bytes(file.read(8), "little")
    content = file.read(count * np.dtype(dtype).itemsize)
    return np.frombuffer(content, dtype=dtype, count=count)


def _cut(tensor: _Tensor, storage: Array) -> Array:
    """The tensor's view of its storage; many are transposed there, as TensorFlow keeps them."""
    if len(tensor.shape) != len(tensor.strides) or min((*tensor.strides, 0)) < 0:
        raise NotACheckpoint("a tensor has no plain layout")
    steps = zip(tensor.shape, tensor.strides, strict=True)
    last = tensor.offset + sum((size - 1) * step for size, step in steps)
    if tensor.offset < 0 or last >= len(storage):
        raise NotACheckpoint("a tensor reaches out of its storage")
    view = as_strided(
        storage[tensor.offset :],
        tensor.shape,
        tuple(step * storage.itemsize for step in tensor.strides),
        writeable=False,
    )
    return np.ascontiguousarray(view)


class _Reader:
    """Understands the few operations that a state dictionary is written with."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memo: dict[int, Any] = {}

    def read(self, file: BinaryIO) -> Any:
        """The object of the next pickle of the file."""
        for operation, argument, _position in pickletools.genops(file):
            if operation.name == "STOP":
                return self.stack.pop()
            if operation.name == "PROTO":
                continue
            self._do(operation.name, argument)
        raise NotACheckpoint("the file ends within a pickle")

    def _do(self, name: str, argument: Any) -> None:
        if name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name]())
        elif name in _LITERALS:
            self.stack.append(argument)
        elif name in ("BINPUT", "LONG_BINPUT"):
            self.memo[argument] = self.stack[-1]
        elif name in ("BINGET", "LONG_BINGET"):
            self.stack.append(self.memo[argument])
        elif name == "GLOBAL":
            self.stack.append(_Name(argument))
        elif name in _ACTIONS:
            _ACTIONS[name](self)
        else:
            raise NotACheckpoint(f"{name} has no place in a state dictionary")

    def pop_to_mark(self) -> list[Any]:
        begin = max(at for at, item in enumerate(self.stack) if item is _MARK)
        items = self.stack[begin + 1 :]
        del self.stack[begin:]
        return items

    def pop(self, count: int) -> list[Any]:
        items = self.stack[-count:]
        del self.stack[-count:]
        return items

    def set_items(self, items: list[Any]) -> None:
        self.stack[-1].update(zip(items[::2], items[1::2], strict=True))

    def set_storage(self) -> None:
        _kind, type_, key, _place, _length, _view = self.stack.pop()
        self.stack.append(_Storage(key, type_.text))

    def call(self) -> None:
        """The two calls of such a file: an ordered dictionary and a tensor over a storage."""
        function, arguments = self.pop(2)
        if function == _Name("collections OrderedDict"):
            self.stack.append({})
        elif function == _Name("torch._utils _rebuild_tensor_v2"):
            storage, offset, shape, strides = arguments[:4]
            self.stack.append(_Tensor(storage, offset, shape, strides))
        else:
            raise NotACheckpoint(f"{function} has no place in a state dictionary")


_CONSTANTS: dict[str, Callable[[], Any]] = {
    "EMPTY_DICT": dict,
    "EMPTY_LIST": list,
    "EMPTY_TUPLE": tuple,
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "MARK": lambda: _MARK,
}
_LITERALS = frozenset({"BININT", "BININT1", "BININT2", "LONG1", "BINUNICODE"})
_ACTIONS: dict[str, Callable[[_Reader], None]] = {
    "TUPLE": lambda reader: reader.stack.append(tuple(reader.pop_to_mark())),
    "TUPLE1": lambda reader: reader.stack.append(tuple(reader.pop(1))),
    "TUPLE2": lambda reader: reader.stack.append(tuple(reader.pop(2))),
    "TUPLE3": lambda reader: reader.stack.append(tuple(reader.pop(3))),
    "APPENDS": lambda reader: reader.stack[-2 - _above_mark(reader)].extend(reader.pop_to_mark()),
    "SETITEM": lambda reader: reader.set_items(reader.pop(2)),
    "SETITEMS": lambda reader: reader.set_items(reader.pop_to_mark()),
    "BINPERSID": _Reader.set_storage,
    "BUILD": lambda reader: reader.stack.__delitem__(-1),  # the module's own notes (_metadata)
    "REDUCE": _Reader.call,
}


def _above_mark(reader: _Reader) -> int:
    return len(reader.stack) - 1 - max(at for at, one in enumerate(reader.stack) if one is _MARK)
