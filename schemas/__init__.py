"""WHAT the data is: code lists, contracts, tables, policy. No input or output, no Dagster."""
