"""From a YAML text to a graph: source, notation, document, binding, expansion."""
