"""Frontiers of stock against service: measured, compared with one point, and drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from scipy import stats

from benchmarks.inventory_policies import Knob, Warehouse, Way
from forecasting.algorithms.panel import FloatArray
from inventory.algorithms.simulation import Replay, replay

WIDTH, HEIGHT = 70, 22
SVG_WIDTH, SVG_HEIGHT, MARGIN = 760, 460, 60
COLOURS = ("#0b6e4f", "#4c9f70", "#b07d2b", "#7a5195", "#8a8a8a", "#c0392b", "#2b6cb0")
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Replays of several seeds (rows) at several knobs (columns); every array is of that shape."""

    stock: FloatArray
    fill: FloatArray
    lost: FloatArray
    stock_outs: FloatArray
    orders: FloatArray


@dataclass(frozen=True, slots=True)
class Gain:
    """A mean over seeds with its standard error, and the ends of its 95 per cent interval."""

    mean: float
    error: float
    low: float
    high: float

    @classmethod
    def of(cls, changes: FloatArray) -> Gain:
        mean = float(changes.mean())
        error = float(changes.std(ddof=1) / np.sqrt(len(changes)))
        reach = float(stats.t.ppf(0.975, len(changes) - 1)) * error
        return cls(mean, error, mean - reach, mean + reach)

    def __str__(self) -> str:
        return f"{100 * self.mean:+.1f} ({100 * self.low:+.1f} … {100 * self.high:+.1f})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes against one policy, as fractions: at its stock, or at its fill rate."""

    lost: Gain
    stock_outs: Gain
    orders: Gain
    stock: Gain


def measure(house: Warehouse, way: Way, knobs: Sequence[Knob], seeds: Sequence[int]) -> Outcome:
    """Replay a way at every knob with the lead times of every seed."""
    results = [[_replayed(house, way, knob, seed) for knob in knobs] for seed in seeds]
    figures = np.array([[_figures(result) for result in row] for row in results])
    return Outcome(*np.moveaxis(figures, 2, 0))


def _figures(result: Replay) -> tuple[float, ...]:
    return (
        result.stock_value,
        result.fill_rate,
        result.lost_revenue,
        result.stock_out_share,
        float(result.orders.sum()),
    )


def _replayed(house: Warehouse, way: Way, knob: Knob, seed: int) -> Replay:
    return replay(
        house.demand,
        way(house, knob),
        house.lead_times(seed),
        start=house.start,
        review_on=house.reviews,
        terms=house.terms,
    )


def compare(ours: Outcome, point: Outcome) -> Comparison:
    """A frontier against a single point, seed by seed, between the nearest knobs."""
    at_stock = [
        _at(point.stock[:, 0], ours.stock, figure)
        for figure in (ours.lost, ours.stock_outs, ours.orders)
    ]
    lost, stock_outs, orders = (
        Gain.of(ours_then / theirs[:, 0] - 1)
        for ours_then, theirs in zip(
            at_stock, (point.lost, point.stock_outs, point.orders), strict=True
        )
    )
    stock = Gain.of(_at(point.fill[:, 0], ours.fill, ours.stock) / point.stock[:, 0] - 1)
    return Comparison(lost, stock_outs, orders, stock)


def _at(wanted: FloatArray, known: FloatArray, figure: FloatArray) -> FloatArray:
    answers = []
    for want, x, y in zip(wanted, known, figure, strict=True):
        order = np.argsort(x)
        inside = x[order[0]] <= want <= x[order[-1]]
        answers.append(np.interp(want, x[order], y[order]) if inside else np.nan)
    return np.array(answers)


def as_text(outcomes: Mapping[str, Outcome], point: Outcome) -> str:
    """Fill rate over stock value in letters; ``o`` is the point that all are compared with."""
    frame = _Frame.around(point)
    grid = [[" "] * WIDTH for _ in range(HEIGHT)]
    for letter, outcome in reversed(list(zip(LETTERS, outcomes.values(), strict=False))):
        for x, y in _curve(outcome):
            if frame.holds(x, y):
                grid[frame.row(y)][frame.column(x)] = letter
    x, y = float(point.stock.mean()), float(point.fill.mean())
    grid[frame.row(y)][frame.column(x)] = "o"
    lines = [f"{frame.fill_at(row):6.1%} |{''.join(cells)}" for row, cells in enumerate(grid)]
    legend = [f"  {letter}  {name}" for letter, name in zip(LETTERS, outcomes, strict=False)]
    scale = f"{frame.left:,.0f}".ljust(WIDTH - 12) + f"{frame.right:>12,.0f}"
    axis = [f"{'':6} +{'-' * WIDTH}", f"{'':8}{scale}"]
    legend.append("  o  fixed reorder point of 14 days")
    return "\n".join(["fill rate over mean stock at cost", *lines, *axis, *legend])


def as_svg(outcomes: Mapping[str, Outcome], point: Outcome) -> str:
    """The same as a drawing that stands alone."""
    frame = _Frame.around(point)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SVG_WIDTH} {SVG_HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Fill rate over mean stock value, by policy</title>",
        f'<rect width="{SVG_WIDTH}" height="{SVG_HEIGHT}" fill="#fff"/>',
        *_svg_axes(frame),
    ]
    for place, (name, outcome) in enumerate(outcomes.items()):
        parts += _svg_curve(frame, name, outcome, place)
    x, y = frame.place(float(point.stock.mean()), float(point.fill.mean()))
    parts.append(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="none" stroke="#c0392b" stroke-width="2">'
        "<title>Fixed reorder point, 14 days of cover</title></circle>"
    )
    return "\n".join([*parts, "</svg>", ""])


def _curve(outcome: Outcome) -> list[tuple[float, float]]:
    return list(zip(outcome.stock.mean(axis=0), outcome.fill.mean(axis=0), strict=True))


def _svg_axes(frame: _Frame) -> list[str]:
    parts = []
    for part in np.linspace(0, 1, 6):
        stock = frame.left + part * (frame.right - frame.left)
        fill = frame.bottom + part * (frame.top - frame.bottom)
        x, y = frame.place(stock, fill)
        parts += [
            f'<line x1="{MARGIN}" x2="{SVG_WIDTH - 20}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>',
            f'<text x="{MARGIN - 8}" y="{y + 4:.1f}" text-anchor="end">{fill:.0%}</text>',
            f'<text x="{x:.1f}" y="{SVG_HEIGHT - MARGIN + 18}" text-anchor="middle">'
            f"{stock / 1000:,.0f}k</text>",
        ]
    caption = "mean stock at cost; upwards: share of units wanted that were there"
    parts.append(f'<text x="{MARGIN}" y="{SVG_HEIGHT - 14}">{caption}</text>')
    return parts


def _svg_curve(frame: _Frame, name: str, outcome: Outcome, place: int) -> list[str]:
    colour = COLOURS[place % len(COLOURS)]
    inside = [frame.place(x, y) for x, y in _curve(outcome) if frame.holds(x, y)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in inside)
    top = SVG_HEIGHT - MARGIN - 20 * (len(COLOURS) - place)
    return [
        f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>',
        f'<line x1="{SVG_WIDTH - 220}" x2="{SVG_WIDTH - 200}" y1="{top}" y2="{top}" '
        f'stroke="{colour}" stroke-width="3"/>',
        f'<text x="{SVG_WIDTH - 192}" y="{top + 4}">{escape(name)}</text>',
    ]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The part of the plane that is drawn: around the point, from half its stock to twice it."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def around(cls, point: Outcome) -> _Frame:
        stock, fill = float(point.stock.mean()), float(point.fill.mean())
        lost = 1 - fill
        return cls(0.5 * stock, 1.7 * stock, max(1 - 2.6 * lost, 0.0), 1.0)

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    def column(self, x: float) -> int:
        return round((x - self.left) / (self.right - self.left) * (WIDTH - 1))

    def row(self, y: float) -> int:
        return round((self.top - y) / (self.top - self.bottom) * (HEIGHT - 1))

    def fill_at(self, row: int) -> float:
        return self.top - row / (HEIGHT - 1) * (self.top - self.bottom)

    def place(self, x: float, y: float) -> tuple[float, float]:
        wide, high = SVG_WIDTH - MARGIN - 20, SVG_HEIGHT - MARGIN - 20
        across = MARGIN + (x - self.left) / (self.right - self.left) * wide
        return across, 20 + (self.top - y) / (self.top - self.bottom) * high
