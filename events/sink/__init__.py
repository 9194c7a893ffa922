"""How events of browsers travel from a web process to the log, so that pages never wait for it.

A web process hands a ``Parcel`` (one request of the beacon) to ``sending.send``: into a Redis
stream where there is one, else into files below the data folder, else straight into the log. The
program ``manage.py ingest`` (``ingest``) takes parcels out and has ``writing`` write them in
batches; what cannot be written becomes a dead letter (``letters``).
"""
