"""Specs that are wrong, what is said of each, and that what is proposed works."""
