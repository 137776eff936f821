"""The layer kinds: what each takes, what comes out, what it holds and what it costs, together in one class."""
