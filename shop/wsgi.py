"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()

# What is loaded now stays for good. Python's collector would walk through all of it every some
# hundred requests, and one shopper would wait a tenth of a second for that.
_ = get_resolver().reverse_dict  # every address, and so every view
gc.collect()
gc.freeze()
