"""One file a command: what it does once its words are read."""
