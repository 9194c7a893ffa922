"""Everything that the demo store sells, a module a family of shelves."""

from shop.demo.merchandise import Merchandise

from .bags import BAGS
from .cameras import CAMERAS
from .desk import DESK
from .dresses_and_trousers import DRESSES_AND_TROUSERS
from .drinkware import DRINKWARE
from .headphones import HEADPHONES
from .jackets_and_shoes import JACKETS_AND_SHOES
from .lights import LIGHTS
from .phones import PHONES
from .play import PLAY
from .rooms import ROOMS
from .shirts_and_knits import SHIRTS_AND_KNITS
from .socks_and_hats import SOCKS_AND_HATS
from .speakers import SPEAKERS
from .tableware import TABLEWARE
from .walls_and_plants import WALLS_AND_PLANTS
from .watches import WATCHES

__all__ = ["RANGE"]

RANGE: tuple[Merchandise, ...] = (
    *SHIRTS_AND_KNITS,
    *DRESSES_AND_TROUSERS,
    *JACKETS_AND_SHOES,
    *SOCKS_AND_HATS,
    *BAGS,
    *WATCHES,
    *HEADPHONES,
    *SPEAKERS,
    *PHONES,
    *DESK,
    *CAMERAS,
    *LIGHTS,
    *DRINKWARE,
    *TABLEWARE,
    *ROOMS,
    *WALLS_AND_PLANTS,
    *PLAY,
)
