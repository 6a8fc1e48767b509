"""WHEN and WHERE it runs: the Dagster shell, and the marts as SQL. No logic of its own."""
