"""Reports: an assessment in, text out."""
