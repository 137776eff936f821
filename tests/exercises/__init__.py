"""The exercises of the lectures, as docs/exercises.md answers them."""
