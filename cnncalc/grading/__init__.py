"""Marking: keys, answer sheets, verdicts, and the slip behind a wrong answer."""
