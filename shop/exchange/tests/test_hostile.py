"""Files as they come: odd encodings, odd signs, lies about what they are, and too much of it."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from catalog.models import Product, Variant
from foundation.refusals import Refusal
from shop.exchange import runs, sheets
from shop.exchange.cells import Amount, Whole, Words
from shop.exchange.exports.tables import Chosen, as_csv, exported, exporters
from shop.exchange.findings import Unreadable
from shop.exchange.goods.html import plain_text
from shop.exchange.models import RunState
from shop.exchange.sheets import read_sheet
from shop.exchange.tests.files import applied, brought, checked, csv_file, problems_of

ROWS = (("sku", "name", "category"), ("A", "Krüge", "Küche"))


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16"), (";", "cp1252"), ("|", "utf-8")],
)
def test_what_spreadsheets_write_is_read(delimiter, encoding):
    sheet = read_sheet(csv_file(*ROWS, delimiter=delimiter, encoding=encoding))
    assert sheet.columns == ("sku", "name", "category")
    assert dict(sheet.rows[0].cells) == {"sku": "A", "name": "Krüge", "category": "Küche"}
    assert bool(sheet.notes) == (encoding == "cp1252")


def test_quotation_marks_part_cells_of_a_text_with_tabs_where_they_can():
    quoted = read_sheet(b'sku\tname\nA\t"Mug, ""large"""\n')
    assert (quoted.rows[0].cells["name"], quoted.notes) == ('Mug, "large"', ())
    plain = read_sheet(b'sku\tname\nA\t"Best" mug\nB\t"open\n')
    assert [row.cells["name"] for row in plain.rows] == ['"Best" mug', '"open']
    assert len(plain.notes) == 1


def test_a_spreadsheet_is_read_like_its_csv():
    book = Workbook()
    book.active.append(["sku", "stock", "price", "active"])
    book.active.append(["A-01", 7.0, 12.5, True])
    target = io.BytesIO()
    book.save(target)
    (row,) = read_sheet(target.getvalue()).rows
    assert dict(row.cells) == {"sku": "A-01", "stock": "7", "price": "12.5", "active": "True"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\n", "names no columns"),
        (b"sku,name\n", "no row"),
        (b"sku,name,sku\nA,B,C\n", "more than once"),
        (b'sku,name\nA,"open\nB,C\n', "Line 2"),
        (b'sku,name\nA,"x"y\n', "Line 2"),
        (b"PK\x03\x04 not a zip", "cannot be read"),
        (b"sku,name\nA," + b"x" * 200_000 + b"\n", "Line 2"),
        (b",".join(b"c%d" % n for n in range(501)) + b"\nA\n", "500 columns"),
    ],
)
def test_what_is_no_table_is_told_as_a_whole(content, words):
    with pytest.raises(Unreadable, match=words):
        read_sheet(content)


def test_a_file_that_is_too_large_is_not_read(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST", 1000)
    with pytest.raises(Unreadable, match="larger than"):
        read_sheet(b"sku\n" + b"A\n" * 600)


def test_more_rows_than_one_import_may_have_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    with pytest.raises(Unreadable, match="more than 5 rows"):
        read_sheet(b"sku\n" + b"A\n" * 6)


def test_a_spreadsheet_that_swells_when_it_is_unpacked_is_not_opened(monkeypatch):
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 1_000_000)
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 999_999)
    with pytest.raises(Unreadable, match="unpacked"):
        read_sheet(target.getvalue())


def test_texts_that_would_fill_the_memory_are_not_opened(monkeypatch):
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b"0" * 1_000_000)
    monkeypatch.setattr(sheets, "MOST_SHARED", 999_999)
    with pytest.raises(Unreadable, match="unpacked"):
        read_sheet(target.getvalue())


def test_many_cells_are_read_however_large_they_are_unpacked(monkeypatch):
    content = spreadsheet(["sku", "stock"], *[["A", number] for number in range(3_000)])
    monkeypatch.setattr(sheets, "MOST_SHARED", 30_000)
    assert len(read_sheet(content).rows) == 3_000


SHEET = "xl/worksheets/sheet1.xml"


def spreadsheet(*rows: list[object], replaced: dict[str, bytes] | None = None) -> bytes:
    """A workbook of some rows, parts of which say something else than they should."""
    book, whole, target = Workbook(), io.BytesIO(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(whole)
    with ZipFile(whole) as packed, ZipFile(target, "w", ZIP_DEFLATED) as written:
        for name in packed.namelist():
            written.writestr(name, (replaced or {}).get(name, packed.read(name)))
    return target.getvalue()


def sheet_of(*rows: str, size: str = "A1:B2") -> dict[str, bytes]:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = (
        f'<worksheet xmlns="{space}"><dimension ref="{size}"/>'
        f"<sheetData>{''.join(rows)}</sheetData></worksheet>"
    )
    return {SHEET: text.encode()}


def line_of(number: int, *cells: str) -> str:
    told = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{word}</t></is></c>'
        for at, word in enumerate(cells)
    )
    return f'<row r="{number}">{told}</row>'


@pytest.mark.parametrize(
    "replaced",
    [
        {SHEET: b"<worksheet><sheetData><row>"},
        {SHEET: b"\x00\x01\x02"},
        {"xl/workbook.xml": b"<workbook"},
        {"xl/workbook.xml": b"<workbook/>"},
        {"xl/styles.xml": b"not even markup"},
        {"[Content_Types].xml": b"<Types"},
        sheet_of('<row r="x"><c r="A1"><v>1</v></c></row>'),
        sheet_of('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'),
        sheet_of('<row r="1"><c r="A1" s="999"><v>1e999</v></c></row>'),
    ],
)
def test_a_spreadsheet_that_is_broken_inside_is_told_as_such(replaced):
    with pytest.raises(Unreadable):
        read_sheet(spreadsheet(["sku"], ["A"], replaced=replaced))


def test_a_broken_spreadsheet_does_not_stay_being_checked(db):
    run = checked(spreadsheet(["sku"], ["A"], replaced={SHEET: b"<worksheet"}))
    assert run.state == RunState.BROKEN


def test_rows_that_a_spreadsheet_does_not_count_are_read_all_the_same():
    rows = [line_of(number, f"S{number}", "x") for number in range(2, 6)]
    replaced = sheet_of(line_of(1, "sku", "name"), *rows, size="A1:A3")
    sheet = read_sheet(spreadsheet(["sku"], replaced=replaced))
    assert [(row.line, dict(row.cells)) for row in sheet.rows] == [
        (number, {"sku": f"S{number}", "name": "x"}) for number in range(2, 6)
    ]


def test_a_line_two_billion_is_not_counted_up_to(monkeypatch):
    monkeypatch.setattr(sheets, "LAST_LINE", 1000)
    replaced = sheet_of(line_of(1, "sku"), line_of(2_000_000_000, "A"))
    with pytest.raises(Unreadable):
        read_sheet(spreadsheet(["sku"], replaced=replaced))


@given(st.binary(max_size=300))
def test_no_bytes_do_worse_than_be_refused(content):
    try:
        sheet = read_sheet(content)
    except Unreadable:
        return
    assert sheet.rows
    assert sheet.columns


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("price", "12\x00"), ("stock", "\x007"), ("status", "pub\x00"), ("active", "\x00"),
        ("pictures", "https://a.example/\x00.png"), ("pictures", "\x00"), ("name", "M\x00g"),
        ("category", "Home > \x00"), ("currency", "E\x00R"), ("attribute:Size", "\x00"),
    ],
)  # fmt: skip
def test_a_sign_that_postgresql_keeps_in_no_text_is_a_problem_that_can_be_told(db, column, cell):
    columns = {"sku": "A", "name": "Mug", "category": "Home", "price": "5", column: cell}
    run = checked(csv_file(tuple(columns), tuple(columns.values())))
    assert run.state == RunState.BROKEN
    assert problems_of(run) == [(2, column)]
    kept = json.dumps([run.problems, run.notes, run.preview])
    assert "\\u0000" not in kept


@given(st.text(max_size=40))
def test_words_are_kept_or_refused_never_cut(text):
    try:
        kept = Words(20).read(text)
    except ValueError:
        return
    assert len(kept) <= 20
    assert kept == " ".join(text.split())


@given(st.decimals(min_value=0, max_value=10**9, places=2), st.sampled_from(["en", "de", "plain"]))
def test_amounts_are_read_as_people_write_them(amount, manner):
    english = f"{amount:,.2f}"
    text = {
        "en": english,
        "de": english.translate(str.maketrans(",.", ".,")),
        "plain": f"{amount:.2f}",
    }[manner]
    assert Amount().read(text) == amount


@pytest.mark.parametrize(
    "text", ["", "1e5", "NaN", "-1", "1,234", "1.2.3", "12 EUR", "٣", "9" * 20]
)
def test_what_could_be_meant_otherwise_is_no_amount(text):
    with pytest.raises(ValueError, match=r"."):
        Amount().read(text)


def test_three_digits_behind_a_point_are_a_fraction_and_no_thousand():
    assert Amount().read("1.234") == Decimal("1.234")


@pytest.mark.parametrize("text", ["1.5", "-1", "1e3", "12345678901234", "x"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        Whole().read(text)


def test_a_script_in_a_description_is_left_out():
    assert plain_text("<p>A&amp;B<script>evil()</script></p><p>C</p>") == "A&B\n\nC"
    assert plain_text("5 < 6 & so on") == "5 < 6 & so on"


pytestmark_db = pytest.mark.django_db


@pytestmark_db
def test_signs_that_cannot_be_seen_are_told_by_line_and_column():
    run = checked(csv_file(*ROWS[:1], ("A", "Mu\x00g", "Home"), ("B\x07", "Mug", "Home")))
    assert problems_of(run) == [(2, "name"), (3, "sku")]


@pytestmark_db
def test_a_row_with_cells_beyond_the_heading_is_told():
    run = checked(b"sku,name,category\nA,Mug,Home,extra\n")
    assert problems_of(run) == [(2, "")]


@pytestmark_db
def test_a_column_without_a_place_is_named_and_a_missing_one_refused():
    run = checked(csv_file((*ROWS[0], "colour of the sky"), (*ROWS[1], "blue")))
    assert "colour of the sky" in run.notes[0]
    assert problems_of(checked(csv_file(("name", "category"), ("Mug", "Home")))) == [(1, "")]


@pytestmark_db
def test_an_empty_or_too_large_file_is_refused_before_it_is_kept(monkeypatch):
    with pytest.raises(Refusal):
        brought(b"")
    monkeypatch.setattr(runs, "LARGEST", 10)
    with pytest.raises(Refusal):
        brought(b"x" * 11)


@pytestmark_db
def test_a_formula_is_a_name_like_any_other_and_leaves_as_no_formula():
    evil = '=HYPERLINK("https://example.com")'
    assert applied(csv_file(*ROWS[:1], ("+A", evil, "@Home"))).state == RunState.DONE
    assert Product.objects.get().name_en == evil
    out = b"".join(as_csv(exported(exporters.get("products"), Chosen()))).decode("utf-8-sig")
    assert all(word in out for word in ("'=HYPERLINK", "'+A", "'@Home"))
    again = applied(out.encode())
    assert (again.state, again.same, again.changed) == (RunState.DONE, 1, 0)


@pytestmark_db
@pytest.mark.parametrize(
    "cells",
    [
        ("A" * 61, "Mug", "Home"), ("A", "M" * 201, "Home"), ("A", "Mug", "H" * 121),
        ("A", "Mug", " > ".join("abcdefghi")), ("A", "Mug", "Home > > Mugs"),
    ],
)  # fmt: skip
def test_what_no_column_has_room_for_is_told(cells):
    run = applied(csv_file(ROWS[0], cells))
    assert (run.state, run.problem_count) == (RunState.BROKEN, 1)
    assert not Variant.objects.exists()


@pytestmark_db
def test_every_bad_row_of_many_is_named():
    rows = [(f"A-{n}", "Mug", "Home", "x" if n % 3 == 0 else "1") for n in range(3_000)]
    run = applied(csv_file((*ROWS[0], "price"), *rows))
    assert run.problem_count == 1_000
    assert problems_of(run) == [(n + 2, "price") for n in range(0, 3_000, 3)]
    assert not Variant.objects.exists()


@pytestmark_db
def test_an_import_that_breaks_while_it_writes_leaves_nothing(monkeypatch):
    """What no check foresaw: the last step fails after all others wrote."""

    def fail(*args, **kwargs):
        raise Refusal("no")

    monkeypatch.setattr("shop.exchange.goods.writing.set_stock", fail)
    run = applied(csv_file((*ROWS[0], "price", "stock"), ("A", "Mug", "Home", "1", "5")))
    assert (run.state, run.progress) == (RunState.FAILED, "no")
    assert not Product.objects.exists()


@pytestmark_db
def test_what_came_into_the_shop_meanwhile_is_no_error_of_the_server(monkeypatch):
    """Another takes the SKU between the comparison and the writing."""
    from catalog.tests.factories import make_product
    from shop.exchange.goods import writing

    real = writing.write_vocabulary

    def taken_first(words):
        other = make_product("Other", stock=None).variants.get()
        Variant.objects.filter(pk=other.pk).update(sku="A")
        return real(words)

    monkeypatch.setattr(writing, "write_vocabulary", taken_first)
    run = applied(csv_file(*ROWS[:1], ("A", "Mug", "Home")))
    assert run.state == RunState.FAILED
    assert not Variant.objects.exists()
