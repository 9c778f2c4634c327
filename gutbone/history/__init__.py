"""Results that a person chose to keep: stored, compared, exported and deleted."""
