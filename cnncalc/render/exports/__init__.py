"""Marks as the files that teachers and their learning platforms take: one module a format, data in, bytes out."""
