"""What a sheet of counts may say: measures, breakdowns, and the signs that stand where no number does."""

from schemas.codes import Code, CodeSet
from schemas.codesets.demography import SEX
from schemas.codesets.sen import NEED_SEN2
from schemas.codesets.survey import CHILD_AGE_BAND
from schemas.manual_measures import MANUAL_MEASURES

MANUAL_MEASURE = CodeSet(
    name="manual_measure",
    source="Ours: schemas/manual_measures.py",
    codes=tuple(Code(one.id, one.words) for one in MANUAL_MEASURES),
)

TOTAL = "Total"
BREAKDOWNS: dict[str, tuple[str, ...]] = {
    "Sex": (*SEX.labels.values(), "Not known"),
    "Age": (*CHILD_AGE_BAND.labels.values(), "Not known"),
    "Primary need": (*NEED_SEN2.labels.values(), "Not known"),
    "SEN provision": ("No SEN", "SEN support", "EHC plan", "Not known"),
}
# ``Sex: Female``: a value is lawful within its breakdown only.
MANUAL_GROUP = CodeSet(
    name="manual_group",
    source="Breakdowns of this dataset's other marts",
    codes=(
        Code(TOTAL, "All"),
        *(
            Code(f"{name}: {value}", f"{name}, {value}")
            for name, values in BREAKDOWNS.items()
            for value in values
        ),
    ),
)

# EES open-data standard, symbols: c, z, x and low. The others are the older signs that sheets still have.
MANUAL_SIGN = CodeSet(
    name="manual_sign",
    source="EES open-data standard, symbols; older statistical releases",
    codes=(
        Code("c", "Hidden by its owner to protect people"),
        Code("z", "Does not apply"),
        Code("x", "Not available"),
        Code("low", "Not nought, but rounds to it"),
        Code(":", "Not available (older sign)"),
        Code("~", "Hidden or too small to show (older sign)"),
        Code("-", "No figure; the sheet does not say why"),
    ),
    fixes={"[c]": "c", "*": "c", "[z]": "z", "[x]": "x", "[low]": "low", "..": ":", "\u2013": "-"},
)
