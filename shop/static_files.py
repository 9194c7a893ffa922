"""Collecting static files: only those that the shop serves, and only when one of them changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

FINGERPRINT = "collected-from"


class ServedStaticFiles(StaticFilesConfig):
    """Leaves out what packages bring and no page of ours asks for: 6 MB of a second API page."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, "redoc", "swagger-ui-es-bundle*"]


def _fingerprint() -> str:
    """Names, sizes and times of every file that would be collected, and who collects."""
    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list(ServedStaticFiles.ignore_patterns):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static_files() -> bool:
    """Collect them where something changed; whether it did.

    ``collectstatic`` itself hashes and compresses everything again each time.
    """
    mark, current = Path(settings.STATIC_ROOT) / FINGERPRINT, _fingerprint()
    if mark.exists() and mark.read_text() == current:
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(current)
    return True
