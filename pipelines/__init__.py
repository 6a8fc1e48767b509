"""HOW the data is made: plain functions from frames to frames. No Dagster but in ``definitions.py``."""
