"""Whether a spec keeps what it says: claims, expected numbers."""
