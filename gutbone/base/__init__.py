"""What knows nothing of food: errors, text, files, the terminal, the clock, plain YAML."""
