"""Web push: browsers that may be notified, encryption, and the way to their push services."""
