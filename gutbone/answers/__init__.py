"""What a person said, read and checked."""
