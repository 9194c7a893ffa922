# The shop in one image: web server, worker, scheduler and management commands.
FROM python:3.12-slim AS build

WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.12-slim

# libgomp1: LightFM and scikit-learn compute in parallel with it.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 shelfwise \
    && install -d -o shelfwise -g shelfwise /data /app /app/collected

ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SHELFWISE_DATA_DIR=/data \
    SHELFWISE_STATIC_DIR=/app/collected

WORKDIR /app
COPY --from=build /venv /venv
COPY --chown=shelfwise . .
USER shelfwise
# The static files are the image's, the secret that settings made meanwhile is not.
RUN python -m shop.texts && python manage.py collectstatic --no-input && rm -f /data/secret-key

VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
    CMD ["python", "scripts/healthcheck", "8000"]
CMD ["granian", "--interface", "wsgi", "--no-ws", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "shop.wsgi:application"]
