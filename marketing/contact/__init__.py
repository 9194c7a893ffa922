"""Whether a customer may be spoken to, how often, and when: asked before anything is said."""
