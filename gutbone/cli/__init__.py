"""What one types: commands, options, where a report goes."""
