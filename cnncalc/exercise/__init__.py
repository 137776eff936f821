"""Exercises on numbers: layers and their numbers read from a line, a file or Python, and worked out."""
