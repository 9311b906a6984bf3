"""Runs herder and its peers by turns on one machine, one model and the same rows, and says how they compare."""
