"""Items alike by what is written of them: new products have neighbours before the first sale."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from scipy import sparse

from recommendations.algorithms.interactions import FloatArray, ItemFeatures
from recommendations.algorithms.neighbours import NeighbourTable, row_bands

WORD = re.compile(r"[^\W\d_]{2,}")


def tokens_of(features: ItemFeatures, item: int) -> list[str]:
    """Lower-case words of the text, exact tags and the category of one item."""
    tokens = WORD.findall(features.texts[item].lower()) if len(features.texts) else []
    if len(features.tags):
        tokens = [*tokens, *(f"tag={tag}" for tag in features.tags[item])]
    if len(features.categories) and features.categories[item] >= 0:
        tokens = [*tokens, f"category={features.categories[item]}"]
    return tokens


MOST_SHARING = 5_000
"""Items that share a token, above which it makes none of them neighbours: its weight is small,
and the work grows with the square of their number."""


def token_matrix(features: ItemFeatures, *, n_items: int, rarest: int = 1) -> sparse.csr_array:
    """Item x token counts, of tokens that at least `rarest` items have; columns sorted by token.

    May have no columns, when nothing is known of the items.
    """
    described = any(len(column) for column in (features.texts, features.tags, features.categories))
    rows = [tokens_of(features, item) for item in range(n_items)] if described else []
    vocabulary = {token: column for column, token in enumerate(sorted(set().union(*rows)))}
    pairs = [(item, vocabulary[token]) for item, row in enumerate(rows) for token in row]
    items, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    counts = sparse.csc_array(
        (np.ones(len(pairs), np.float32), (items, columns)), shape=(n_items, len(vocabulary))
    )
    counts.sum_duplicates()
    return sparse.csr_array(counts[:, np.diff(counts.indptr) >= rarest])


def content_neighbours(
    features: ItemFeatures, *, n_items: int, k: int, price_share: float = 0.3
) -> NeighbourTable:
    """TF-IDF cosine, of which `price_share` is multiplied by the closeness of the prices.

    Closeness is the smaller price over the larger; 1 where a price is unknown.
    """
    counts = token_matrix(features, n_items=n_items)
    counts = sparse.csr_array(counts[:, np.diff(counts.tocsc().indptr) <= MOST_SHARING])
    if counts.shape[1] == 0:
        return NeighbourTable.from_blocks([], n_items=n_items, k=k)
    # Here, not above: importing it takes a second, and whoever serves never needs it.
    from sklearn.feature_extraction.text import TfidfTransformer

    tfidf = sparse.csr_array(TfidfTransformer(sublinear_tf=True).fit_transform(counts))
    bands = row_bands(tfidf, sparse.csr_array(tfidf.T))
    priced = _weighted_by_price(bands, _log_prices(features, n_items), price_share)
    return NeighbourTable.from_blocks(priced, n_items=n_items, k=k)


def _log_prices(features: ItemFeatures, n_items: int) -> FloatArray:
    if len(features.prices) == 0:
        return np.full(n_items, np.nan, dtype=np.float32)
    positive = np.where(features.prices > 0, features.prices, np.nan)
    return np.log(positive).astype(np.float32)


def _weighted_by_price(
    bands: Iterator[sparse.csr_array], log_prices: FloatArray, share: float
) -> Iterator[sparse.csr_array]:
    start = 0
    for band in bands:
        own = np.repeat(log_prices[start : start + band.shape[0]], np.diff(band.indptr))
        closeness = np.exp(-np.abs(own - log_prices[band.indices]))
        band.data = band.data * (1 - share + share * np.nan_to_num(closeness, nan=1.0))
        start += band.shape[0]
        yield band
