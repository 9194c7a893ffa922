"""Compiles the translations (``*/LC_MESSAGES/*.po``) without gettext being installed.

The shop's own are German; the assistant speaks French besides (``assistant/locale``).

python -m shop.texts
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
FOLDERS = (LOCALE, ROOT / "assistant" / "locale")


def compile_texts(*folders: Path) -> int:
    """Compile every catalogue that is newer than its compiled form; returns how many.

    Without ``folders`` those of the shop and its apps.
    """
    compiled = 0
    sources = (po for folder in folders or FOLDERS for po in folder.glob("*/LC_MESSAGES/*.po"))
    for source in sorted(sources):
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
