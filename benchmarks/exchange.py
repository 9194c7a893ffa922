"""A catalogue brought by file, beside the same products written one by one.

    python benchmarks/exchange.py [--quick] [--json FILE]

The file has a line for each variant, two a product, with texts in two languages, prices, stock, an
option, an attribute and a picture's address (``exchange_files.py``). It goes the way that a
member of staff's file goes: kept, read, compared, written in one transaction with price history,
stock ledger and outbox. Then it is brought once more, when nothing has changed, and once with
every price changed. The baseline writes products of the same kind row by row through the shop's
services (product, variants, options, ``set_price``, ``adjust_stock``, ``publish_product``), on a
sample whose time is multiplied. The database is SQLite in a folder of its own unless
``DATABASE_URL`` names another; the line ``progress`` counts how often somebody heard of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.exchange_files import write_catalogue  # noqa: E402
from benchmarks.reporting import Better, Row, columns, command_line, report  # noqa: E402

PRODUCTS, SAMPLE = 20_000, 300
QUICK = 10
SECONDS_TO_REACH = 60.0


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock and of this process's CPU, and how often progress was told."""

    wall: float
    cpu: float
    told: int = 0


def main() -> None:
    told = command_line(__doc__ or "").parse_args()
    products, sample = PRODUCTS, SAMPLE
    if told.quick:
        products, sample = products // QUICK, sample // QUICK
    with tempfile.TemporaryDirectory(prefix="shelfwise-exchange-") as folder:
        _shop_in(folder)
        found = _measured(Path(folder), products, sample)
    base = found["row by row"]
    print(
        columns(
            ("what", "wall s", "CPU s", "progress", "row by row is"),
            [
                (
                    name,
                    f"{took.wall:.1f}",
                    f"{took.cpu:.1f}",
                    str(took.told or "-"),
                    f"{base.cpu / took.cpu:.1f} x" if took is not base else "",
                )
                for name, took in found.items()
            ],
        ),
        end="\n\n",
    )
    report(_rows(found, products), json_path=told.json)


def _shop_in(folder: str) -> None:
    """An empty shop, with Django set up."""
    os.environ["SHELFWISE_DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _measured(folder: Path, products: int, sample: int) -> dict[str, Took]:
    file = folder / "catalogue.csv"
    write_catalogue(file, products=products)
    content = file.read_bytes()
    write_catalogue(file, products=products, seed=8)
    return {
        "a new catalogue": _bring(content, new=2 * products),
        "the same once more": _bring(content, same=2 * products),
        "all prices and stock changed": _bring(file.read_bytes(), changed=2 * products),
        "row by row": _row_by_row(sample, products),
    }


def _bring(content: bytes, **expected: int) -> Took:
    from shop.exchange.models import RunState, Source, Table
    from shop.exchange.runs import apply_run, bring_file

    heard: list[int] = []
    begun = _now()
    run = bring_file(
        table=Table.PRODUCTS, source=Source.SHELFWISE, file_name="catalogue.csv", content=content,
        by=None, queue=False,
    )  # fmt: skip
    run = apply_run(run=run, advance=heard.append, step=lambda name: heard.append(0))
    wall, cpu = _since(begun)
    if run.state != RunState.DONE:
        raise SystemExit(f"the import ended {run.state}: {run.notes} {run.problems[:3]}")
    for name, rows in expected.items():
        if getattr(run, name) < 0.99 * rows:  # a new price may be the old one by chance
            raise SystemExit(f"{getattr(run, name)} rows are {name}, not {rows}")
    return Took(wall, cpu, len(heard))


def _row_by_row(sample: int, products: int) -> Took:
    from catalog.tests.factories import make_product

    def write(number: int) -> None:
        make_product(
            f"Row {number}", price="12.50", compare_at="15.00", stock=9, brand=f"Own {number % 60}",
            colours=("forest", "sand"), category=f"Shelf {number % 80}", description="Made. " * 30,
        )  # fmt: skip

    begun = _now()
    for number in range(sample):
        write(number)
    wall, cpu = _since(begun)
    return Took(wall * products / sample, cpu * products / sample)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begun: tuple[float, float]) -> tuple[float, float]:
    wall, cpu = _now()
    return wall - begun[0], cpu - begun[1]


def _rows(found: dict[str, Took], products: int) -> list[Row]:
    ours, base = found["a new catalogue"], found["row by row"]
    to_reach = SECONDS_TO_REACH * products / PRODUCTS
    name = f"exchange/{products}-products"
    return [
        Row(f"{name}/seconds", ours.wall, "s", base.wall, to_reach, Better.LOWER),
        Row(f"{name}/cpu_seconds", ours.cpu, "s", base.cpu, to_reach, Better.LOWER),
    ]


if __name__ == "__main__":
    main()
