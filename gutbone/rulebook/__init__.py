"""The rules folder: read it, check it, show it."""
