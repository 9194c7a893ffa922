"""The vectors of the products' texts, in arrays that all processes of a machine share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from mlops.shared_tables import SharedTable

Array = npt.NDArray[Any]

FOLDER = "search/sentences"


@dataclass(frozen=True, slots=True)
class Sentences:
    """A row for each product, by its id. ``digests`` tell whether a text is still the same."""

    products: Array
    digests: Array
    vectors: Array
    network: str

    @classmethod
    def of_arrays(
        cls, *, products: Array, digests: Array, vectors: Array, network: Array
    ) -> Sentences:
        return cls(products, digests, vectors, bytes(network).decode())

    def arrays(self) -> dict[str, Array]:
        name = np.frombuffer(self.network.encode(), np.uint8)
        return {
            "products": self.products, "digests": self.digests, "vectors": self.vectors,
            "network": name,
        }  # fmt: skip


sentences: SharedTable[Sentences] = SharedTable(
    FOLDER, Sentences.of_arrays, when_damaged="sentences: the table is damaged and left out"
)
