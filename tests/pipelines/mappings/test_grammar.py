"""A mapping that cannot be followed is refused with its line and a next step."""

import pytest

from pipelines.errors import RefusedError
from pipelines.mapping_toml import read
from tests.builders_mappings import LONG_TOML, SHAPES, WIDE_TOML

HEAD = 'extract = "ehcp"\nsupplier = "casework"\n'
CASES = HEAD + '[[sheet]]\ntitle = "Cases"\n[[sheet.record]]\npart = "cases"\n'


def columns(*lines):
    return CASES + "\n".join(("[sheet.record.columns]", '"Ref" = "case_id"', *lines)) + "\n"


@pytest.mark.parametrize("shape", SHAPES)
def test_the_three_mappings_can_be_read(shape):
    _, name, text = SHAPES[shape]
    mapping = read(text, name)
    assert (mapping.supplier, mapping.extract.name) == (name.removesuffix(".toml"), "ehcp")
    assert mapping.layout.head == "extract"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (HEAD + "sheet = [\n", 3, "this is no TOML"),
        (columns('"Ref" = "upn"'), 9, "this is no TOML"),
        ('extract = "ehpc"\nsupplier = "x"\n', 1, "extract names none we know"),
        ('extract = "ehcp"\nversion = 1\n', 1, "supplier is missing"),
        (HEAD + "version = 0\n", 3, "version is no whole number"),
        (HEAD + 'from = "2025"\n', 3, "from is no monthly return"),
        (HEAD + 'from = "2025-03"\nuntil = "2025-02"\n', 4, "until is before from"),
        (HEAD + 'colour = "red"\n', 3, "the file has no 'colour'"),
        (HEAD, 1, r"it has no \[\[sheet\]\]"),
        (HEAD + '[[sheet]]\ntitle = "A"\n', 3, r"a sheet has no \[\[sheet.record\]\]"),
        (CASES.replace('"cases"', '"case"'), 6, "has no such part"),
        (columns('"Born" = "birthdate"'), 9, "cases has no item 'birthdate'"),
        (
            columns('"Born" = "birth_date"', '"DOB" = "birth_date"'),
            10,
            "two columns are mapped to birth_date",
        ),
        (columns('"Born" = { item = "birth_date", form = "x" }'), 9, "a column has no 'form'"),
        (columns('"Born" = { item = "birth_date", dates = "%d/%m" }'), 9, "is no format of a day"),
        (columns('"Name" = { item = "surname", dates = "%d/%m/%Y" }'), 9, "surname is no date"),
        (columns('"Agreed" = { item = "decision", words = { Fine = "Z" } }'), 9, "'Z' is no code of"),
        (columns('"Late" = { item = "exceptions_apply", words = { x = "maybe" } }'), 9, "is yes or no"),
        (columns('"Born" = { item = "birth_date", unit = "hours" }'), 9, "birth_date has no unit"),
        (columns('"Name" = { item = "surname", unit = "pence" }'), 9, "does not say in which unit"),
        (columns('"DOB" = "birth_date"', '"D.O.B." = "upn"'), 9, "are the same label"),
        (CASES + '[sheet.record.columns]\n"UPN" = "upn"\n', 6, "nothing tells case_id, the key of cases"),
        (
            CASES + 'key = ["A"]\n[sheet.record.columns]\n"B" = "case_id"\n',
            7,
            "told both by key and otherwise",
        ),
        (
            CASES + 'fixed = { case_id = "1", upn = "x" }\n[sheet.record.columns]\nU = "upn"\n',
            7,
            "both fixed",
        ),
        (WIDE_TOML.replace("repeat = 2\n", ""), 39, "stands for no number"),
        (WIDE_TOML.replace('given = "Provision {n} type"\n', ""), 39, "does not say when a place"),
        (WIDE_TOML.replace("repeat = 2", "repeat = 0"), 39, "repeat is no number of groups"),
        (WIDE_TOML.replace("hours per term", "pence"), 46, "unit cannot be followed"),
    ],
)
def test_what_cannot_be_followed_is_refused_at_its_line(text, line, what):
    with pytest.raises(RefusedError, match=what) as error:
        read(text, "casework.toml")
    assert error.value.what.startswith(f"casework.toml, line {line}: ")
    assert error.value.hint.endswith((".", "...."))


def test_records_of_persons_stand_in_one_place():
    twice = LONG_TOML + LONG_TOML[LONG_TOML.index("[[sheet]]") :]
    with pytest.raises(RefusedError, match="cases is told in 2 places"):
        read(twice, "longcase.toml")
