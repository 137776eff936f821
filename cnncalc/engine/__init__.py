"""From a graph to a report: every number of every layer, and their totals."""
