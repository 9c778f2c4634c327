"""Dietary self-assessment for gut and bone health, in the terminal."""

from gutbone.base.version import __version__

__all__ = ["__version__"]
