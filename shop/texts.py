"""Compiles the translations (``locale/*/LC_MESSAGES/*.po``) without gettext being installed.

python -m shop.texts
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "locale"


def compile_texts(folder: Path = LOCALE) -> int:
    """Compile every catalogue that is newer than its compiled form; returns how many."""
    compiled = 0
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3])
        # Written aside and renamed: a server that starts meanwhile reads a whole file.
        temporary = target.with_suffix(".mo.new")
        with temporary.open("wb") as file:
            write_mo(file, catalogue)
        temporary.replace(target)
        compiled += 1
    return compiled


if __name__ == "__main__":
    compile_texts()
