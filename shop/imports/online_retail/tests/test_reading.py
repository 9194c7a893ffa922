"""Files in, checked rows out: each kind, each fault with its line and reason."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from shop.imports.online_retail.checking import check_rows
from shop.imports.online_retail.reading import read_table
from shop.imports.online_retail.table import COLUMNS, BrokenRow, InvoiceLines, NotOnlineRetail
from shop.imports.online_retail.tests.excerpts import (
    SHOP,
    frame,
    row,
    write_csv,
    write_parquet,
    write_workbook,
)


def read(path: Path, *, limit: int | None = None) -> InvoiceLines:
    return check_rows(read_table(path, limit=limit, advance=lambda done: None))


@pytest.mark.parametrize(
    ("write", "first_line"), [(write_parquet, 1), (write_csv, 2), (write_workbook, 2)]
)
def test_every_kind_of_file_says_the_same(tmp_path, write, first_line):
    lines = read(write(tmp_path / "any-name"))
    expected = read(write_parquet(tmp_path / "expected"))
    assert not lines.broken
    assert lines.frame.index[0] == first_line
    assert lines.frame.reset_index(drop=True).equals(expected.frame.reset_index(drop=True))


def test_values_are_cleaned(tmp_path):
    lines = read(write_parquet(tmp_path / "f")).frame
    first, voucher = lines.iloc[0], lines.iloc[6]
    assert (first["invoice"], first["code"], first["quantity"], first["price"]) == (
        "536365", "85123A", 6, 255,
    )  # fmt: skip
    assert (first["customer"], voucher["customer"]) == ("17850", "")
    assert lines.iloc[4]["code"] == "85123A"  # the file has it in small letters too
    assert lines.iloc[3]["description"] == "ALARM CLOCK BAKELIKE RED"


def test_times_are_londons(tmp_path):
    summer = row("536403", "21777", 1, 1.0, at="2011-07-10 12:00")
    autumn = row("536404", "21777", 1, 1.0, at="2011-10-30 01:30")  # this half hour comes twice
    spring = row("536405", "21777", 1, 1.0, at="2011-03-27 01:30")  # and this one never
    lines = read(write_parquet(tmp_path / "f", [summer, autumn, spring])).frame
    assert [moment.to_pydatetime() for moment in lines["at"]] == [
        datetime(2011, 7, 10, 11, tzinfo=UTC),
        datetime(2011, 10, 30, 0, 30, tzinfo=UTC),
        datetime(2011, 3, 27, 1, tzinfo=UTC),
    ]


def test_american_dates_as_in_copies_of_the_file(tmp_path):
    copied = list(SHOP[0])
    copied[4] = "12/9/2011 12:50"
    lines = read(write_csv(tmp_path / "f", [copied])).frame
    assert lines["at"].iloc[0].to_pydatetime() == datetime(2011, 12, 9, 12, 50, tzinfo=UTC)


def test_csv_in_the_windows_code_page(tmp_path):
    lines = read(write_csv(tmp_path / "f", SHOP, encoding="cp1252"))
    assert "£" in lines.frame["description"].iloc[6]


def broken(**cells: object) -> list[object]:
    values = dict(zip(COLUMNS, SHOP[0], strict=True)) | cells
    return [values[column] for column in COLUMNS]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"InvoiceNo": ""}, "InvoiceNo is no number: ''"),
        ({"InvoiceNo": "what?"}, "InvoiceNo is no number: 'what?'"),
        ({"StockCode": " "}, "StockCode is missing"),
        ({"StockCode": "X" * 41}, f"StockCode is too long: '{'X' * 40}'"),
        ({"Quantity": "six"}, "Quantity is no whole number: 'six'"),
        ({"Quantity": "1.5"}, "Quantity is no whole number: '1.5'"),
        ({"Quantity": "0"}, "Quantity is zero"),
        ({"Quantity": "80995000000"}, "Quantity is beyond belief: '80995000000'"),
        ({"InvoiceDate": "yesterday"}, "InvoiceDate is no date: 'yesterday'"),
        ({"InvoiceDate": "0211-01-01"}, "InvoiceDate is no date: '0211-01-01'"),
        ({"UnitPrice": ""}, "UnitPrice is no number: ''"),
        ({"UnitPrice": "2,55"}, "UnitPrice is no number: '2,55'"),
        ({"UnitPrice": "inf"}, "UnitPrice is no number: 'inf'"),
        ({"UnitPrice": "1e9"}, "UnitPrice is beyond belief: '1e9'"),
        ({"CustomerID": "bob"}, "CustomerID is no number: 'bob'"),
    ],
)
def test_a_broken_row_is_told_with_line_and_reason_and_skipped(tmp_path, cells, reason):
    lines = read(write_csv(tmp_path / "f", [SHOP[0], broken(**cells), SHOP[1]]))
    assert lines.broken == [BrokenRow(3, reason)]
    assert list(lines.frame.index) == [2, 4]


def test_line_numbers_are_those_of_the_file_even_after_a_line_break_in_a_cell(tmp_path):
    rows = [broken(Description="TWO\nLINES"), broken(Quantity="x")]
    assert read(write_csv(tmp_path / "f", rows)).broken[0].line == 4


def test_a_row_that_breaks_off_is_broken(tmp_path):
    lines = read(write_csv(tmp_path / "f", [SHOP[0], SHOP[1][:5], SHOP[2]]))
    assert lines.broken == [BrokenRow(3, "has too few columns: 5 of 8")]


def test_columns_may_stand_in_any_order_with_others_between(tmp_path):
    mixed = [(1, *reversed(cells)) for cells in SHOP]
    path = write_csv(tmp_path / "f", mixed, header=("row", *map(str.upper, reversed(COLUMNS))))
    straight = read(write_csv(tmp_path / "g"))
    assert read(path).frame.equals(straight.frame)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\0\0\0", "neither parquet nor xlsx nor CSV|no column"),
        (b"\0\0\0\0", "neither parquet nor xlsx nor CSV"),
        (b"PAR1 and then nothing", "damaged parquet"),
        (b"PK\x03\x04 and then nothing", "workbook"),
        (b"name,price\nmug,4.50\n", "no column InvoiceNo, StockCode"),
        (",".join(COLUMNS).encode() + b"\n", "Not one row"),
        (",".join(COLUMNS).encode() + b"\na,b,c,d,e,f,g,h\n", "Not one row"),
    ],
)
def test_another_file_is_refused(tmp_path, content, words):
    path = tmp_path / "f"
    path.write_bytes(content)
    with pytest.raises(NotOnlineRetail, match=words):
        read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(NotOnlineRetail, match="No such file"):
        read(tmp_path / "nowhere.parquet")


def test_a_parquet_file_of_something_else_is_refused(tmp_path):
    pd.DataFrame({"name": ["mug"]}).to_parquet(tmp_path / "f")
    with pytest.raises(NotOnlineRetail, match="no column"):
        read(tmp_path / "f")


@pytest.mark.parametrize("write", [write_parquet, write_csv, write_workbook])
def test_a_limit_never_cuts_an_invoice_in_two(tmp_path, write):
    path = write(tmp_path / "f")
    assert set(read(path, limit=4).frame["invoice"]) == {"536365"}
    assert set(read(path, limit=5).frame["invoice"]) == {"536365", "536370"}
    assert len(read(path, limit=1_000).frame) == len(SHOP)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
prices = st.integers(0, 99_999_999)


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(1, 999_999),
            st.integers(-80_995, 80_995).filter(bool),
            prices,
            texts,
            st.none() | st.integers(1, 99_999),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_was_written_is_read_to_the_penny(rows):
    made = [
        row(str(invoice), "71053", quantity, pence / 100, text=text, customer=customer)
        for invoice, quantity, pence, text, customer in rows
    ]
    with TemporaryDirectory() as folder:
        for write in (write_csv, write_parquet):
            lines = read(write(Path(folder) / "f", made))
            assert not lines.broken
            assert lines.frame["invoice"].tolist() == [str(invoice) for invoice, *_ in rows]
            assert lines.frame["quantity"].tolist() == [quantity for _, quantity, *_ in rows]
            assert lines.frame["price"].tolist() == [pence for _, _, pence, *_ in rows]
            assert lines.frame["customer"].tolist() == [
                "" if customer is None else str(customer) for *_, customer in rows
            ]


cells = st.none() | texts | st.integers() | st.floats() | st.booleans() | st.datetimes()


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[cells] * len(COLUMNS)), min_size=1, max_size=5))
def test_no_cell_however_odd_stops_the_reading(rows):
    with TemporaryDirectory() as folder:
        lines = read(write_csv(Path(folder) / "f", [SHOP[0], *rows]))
    assert "536365" in set(lines.frame["invoice"])
    assert frame(SHOP[:1]).shape[1] == len(COLUMNS)
    assert {row.line for row in lines.broken}.isdisjoint(lines.frame.index)
