"""Text that a spreadsheet would take for a formula, made to stay text in what people open.

The remedy is OWASP's against CSV injection: an apostrophe before it. Parquet and DuckDB keep what it was.
"""

import pyarrow as pa
import pyarrow.compute as pc

# What begins a formula, behind white space too, in the usual and in the full-width forms.
_FORMULA = "^(\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])"
_NUMBER = r"^\s*[+-]?[\d.,]*([eE][+-]?\d+)?%?\s*$"


def inert(table: pa.Table) -> pa.Table:
    """The table with an apostrophe before each text, or column name, that a spreadsheet would calculate."""
    for place, field in enumerate(table.schema):
        column = table.column(place)
        if pa.types.is_dictionary(field.type):
            column = column.cast(field.type.value_type)
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            table = table.set_column(place, field.name, _quoted(column))
    return table.rename_columns(_quoted(pa.array(table.column_names, pa.string())).to_pylist())


def _quoted(text: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    begins_one = pc.match_substring_regex(text, _FORMULA)
    is_formula = pc.and_not(begins_one, pc.match_substring_regex(text, _NUMBER))
    quoted = pc.binary_join_element_wise(pa.scalar("'", text.type), text, pa.scalar("", text.type))
    return pc.if_else(is_formula, quoted, text)
