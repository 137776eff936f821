"""Layers on numbers: small convolutions and poolings as they are done by hand, exactly."""
