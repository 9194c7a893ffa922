"""The REST API: catalogue, cart and recommendations, under ``/api/v1/``."""
