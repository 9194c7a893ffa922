"""The kinds of product that can be drawn, by department."""

from enum import StrEnum


class Kind(StrEnum):
    """One value for each drawing; see `registry.draws` for the functions behind them."""

    # fashion
    TEE = "tee"
    SNEAKER = "sneaker"
    BACKPACK = "backpack"
    WATCH = "watch"
    # electronics
    HEADPHONES = "headphones"
    PHONE = "phone"
    CAMERA = "camera"
    # home
    CHAIR = "chair"
    SOFA = "sofa"
    LAMP = "lamp"
    MUG = "mug"
    BOOK = "book"
