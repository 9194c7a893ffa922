import pytest

from pricing.vat import VatNumberInvalid, check_vat_number, is_eu, vat_area


@pytest.mark.parametrize(
    ("country", "typed", "found"),
    [
        ("DE", "DE 136 695 976", ("DE", "DE136695976")),
        ("DE", "136695976", ("DE", "DE136695976")),
        ("FR", "fr 40 303 265 045", ("FR", "FR40303265045")),
        ("AT", "ATU13585627", ("AT", "ATU13585627")),
        ("GR", "EL 094259216", ("EL", "EL094259216")),
        ("GR", "GR094259216", ("EL", "EL094259216")),
        ("NL", "NL4495445B01", ("NL", "NL004495445B01")),
        ("GB", "GB 980 7806 84", ("GB", "GB980780684")),
        ("GB", "XI 980 7806 84", ("XI", "XI980780684")),
    ],
)
def test_numbers_that_are_right(country, typed, found):
    number = check_vat_number(country, typed)
    assert (number.country, number.number) == found


@pytest.mark.parametrize(
    ("country", "typed"),
    [
        ("DE", "DE136695978"),
        ("DE", "FR40303265045"),
        ("FR", "FR84 323 140 391"),
        ("GB", "GB802311781"),
        ("DE", ""),
        ("DE", "DE"),
        ("DE", "<script>"),
        ("US", "123456789"),
        ("", "DE136695976"),
    ],
)
def test_numbers_that_are_not(country, typed):
    with pytest.raises(VatNumberInvalid) as refused:
        check_vat_number(country, typed)
    assert refused.value.message


@pytest.mark.parametrize(
    ("country", "postcode", "area", "inside"),
    [
        ("DE", "10115", "DE", True),
        ("DE", "27498", "", False),
        ("ES", "35001", "", False),
        ("GB", "SW1A 1AA", "GB", False),
        ("GB", "bt1 5gs", "XI", True),
        ("MC", "98000", "FR", True),
        ("CH", "8001", "CH", False),
    ],
)
def test_where_the_common_vat_applies(country, postcode, area, inside):
    assert vat_area(country, postcode) == area
    assert is_eu(area) is inside
