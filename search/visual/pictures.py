"""Pictures of the catalogue as pixels: drawings are rasterised, others opened as uploads are."""

from __future__ import annotations

from PIL import Image

from search.algorithms.pictures.intake import PictureRefused, Problem, open_picture


def open_stored(content: bytes) -> Image.Image:
    """The pixels of a picture that staff stored.

    Raises:
        PictureRefused: it cannot be looked at, or drawings cannot be rasterised here.
    """
    if b"<svg" not in content[:1024]:
        return open_picture(content)
    try:
        from search.algorithms.pictures.drawings import rasterise
    except ImportError as error:
        raise PictureRefused(Problem.TYPE) from error
    return rasterise(content)
