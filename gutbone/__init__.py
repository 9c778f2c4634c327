"""Dietary self-assessment for gut and bone health, in the terminal."""

__version__ = "0.1.0"
