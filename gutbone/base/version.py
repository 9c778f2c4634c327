"""The version of the program; the instrument has one of its own."""

__version__ = "0.2.0.dev0"
