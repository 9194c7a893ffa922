"""The keyed digest of an address, reckoned by the database: so that many readers are asked at once.

The same figure as ``notifications.opt_outs.digest_of``. HMAC-SHA256 (RFC 2104) is SHA-256 of a
padded key and an inner SHA-256, which PostgreSQL has built in; SQLite is lent Python's.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler

from notifications.opt_outs import digest_key, digest_of

_BLOCK = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class AddressDigest(Func):
    """The digest of an e-mail address, as opt-outs and suppressions name it."""

    function = "SHOP_ADDRESS_DIGEST"
    arity = 1
    output_field = CharField(max_length=64)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        connection.ensure_connection()
        connection.connection.create_function(self.function, 1, digest_of, deterministic=True)
        sql, parameters = super().as_sql(compiler, connection, **context)
        return sql, list(parameters)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, list[Any]]:
        key = digest_key().ljust(_BLOCK, b"\0")
        inner = "sha256(%%s::bytea || convert_to(lower(btrim(%(expressions)s)), 'UTF8'))"
        template = f"encode(sha256(%%s::bytea || {inner}), 'hex')"
        sql, parameters = super().as_sql(compiler, connection, template=template, **context)
        return sql, [key.translate(_OUTER), key.translate(_INNER), *parameters]
