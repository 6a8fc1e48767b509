"""The validation rules, one module per return and theme. Data; the grammar is ``schemas.rule``."""
