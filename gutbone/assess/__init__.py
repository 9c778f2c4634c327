"""From answers to a result: pure."""
