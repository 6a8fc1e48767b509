"""The tables we make, one module per matter. The class docstring states the grain."""
