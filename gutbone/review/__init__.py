"""For those who write rules: check, test and show them."""
