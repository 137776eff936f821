"""The command line: each command is an API call, a renderer and an exit code."""
