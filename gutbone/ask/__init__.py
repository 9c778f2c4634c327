"""The conversation: a pure session and two faces over it, single keys and plain lines."""
