"""The rules folder as frozen objects."""
