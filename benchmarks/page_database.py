"""All that the measured servers need, where ``DATABASE_URL`` and ``SHELFWISE_DATA_DIR`` say.

``python -m benchmarks.page_database PRODUCTS`` makes tables, a store, the floor's tables and static
files.
"""

import os
import sys

import django
from django.core.management import call_command

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from benchmarks.floor.tables import make_tables  # noqa: E402
from benchmarks.page_store import build_store  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    build_store(int(sys.argv[1]))
    make_tables()
    call_command("collectstatic", interactive=False, verbosity=0)
