"""Connections to public addresses: to the port that is meant, however the address is written."""

import pytest

from foundation.public_hosts import NotPublic, check_public, open_public


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://[2606:4700::1111]/hooks", "2606:4700::1111", 443),
        ("http://[2606:4700::abc]/", "2606:4700::abc", 80),
        ("https://[2606:4700::abc]:8443/", "2606:4700::abc", 8443),
        ("https://1.1.1.1/", "1.1.1.1", 443),
    ],
)
def test_the_last_part_of_an_ipv6_address_is_no_port(url, host, port):
    connection, _target = open_public(url, private_hosts=(), seconds=1.0)
    assert (connection.host, connection.port) == (host, port)


@pytest.mark.parametrize(
    "host",
    ["[::1]", "[::ffff:10.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]",
     "[fd00::1]", "127.1", "2130706433", "0x7f.1", "100.64.0.1", "169.254.169.254", "0"],
)  # fmt: skip
def test_our_own_network_is_known_in_every_way_to_write_it(host):
    with pytest.raises(NotPublic):
        check_public(f"https://{host}/", private_hosts=())
