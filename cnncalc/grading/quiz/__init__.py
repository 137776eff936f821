"""New exercises: drawn from a seed, answered by the engine, with the slips that lead astray."""
