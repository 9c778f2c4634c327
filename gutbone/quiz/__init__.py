"""Asking a person: a pure session and two faces over it, single keys and plain lines."""
