"""The code lists of the Annex A request: letters before the codes, and the codes themselves."""

from schemas.codes import Code, CodeSet
from schemas.codesets.demography import ETHNICITY, MAIN_ETHNICITY
from schemas.codesets.sen import NEED, NEED_SEN2

_SOURCE = "Area SEND inspection, Annex A request"


def lettered(codes: tuple[Code, ...]) -> dict[str, str]:
    """Every way the request's letters are written: ``a``, ``a)``, ``a) Male`` and ``a) M``."""
    found = {}
    for letter, code in zip("abcdefghijklmnopqrstuvwxyz", codes, strict=False):
        for text in (f"{letter})", f"{letter}) {code.label}", f"{letter}) {code.code}"):
            found[text] = code.code
        if letter.upper() not in {c.code for c in codes}:
            found[letter] = code.code
    return found


def _listed(name: str, codes: tuple[Code, ...], fixes: dict[str, str] | None = None) -> CodeSet:
    return CodeSet(name=name, source=_SOURCE, codes=codes, fixes=lettered(codes) | (fixes or {}))


LIST_GENDER = _listed(
    "list_gender",
    (Code("M", "Male"), Code("F", "Female"), Code("U", "Not known"), Code("I", "Not specified")),
    {"0": "U", "1": "M", "2": "F", "9": "I"},
)

# In the order of the request, which its letters follow.
_MAIN = [c for c in dict.fromkeys(MAIN_ETHNICITY.values()) if c not in {"BBRI", "BWEL", "ABRI", "AWEL"}]
LIST_ETHNICITY = _listed(
    "list_ethnicity",
    (*(Code(c, ETHNICITY.labels[c]) for c in _MAIN), Code("UNKNOWN", "Unknown")),
)

_NEEDS = [c.code for c in NEED_SEN2.codes if c.code != "DS"]
LIST_NEED = _listed(
    "list_need",
    tuple(Code(c, NEED.labels[c]) for c in _NEEDS),
    dict(NEED.fixes) | {"DS": "OTH"},
)

LIST_PHASE = _listed(
    "list_phase",
    (
        Code("NS", "Nursery"),
        Code("PS", "Primary"),
        Code("MP", "Middle (deemed primary)"),
        Code("MS", "Middle (deemed secondary)"),
        Code("SS", "Secondary"),
        Code("AT", "All-through"),
        Code("SP", "Special"),
        Code("PR", "Pupil referral unit/Alternative provision"),
        Code("FE", "FE college"),
    ),
)

LIST_YES_NO = _listed(
    "list_yes_no", (Code("Y", "Yes"), Code("N", "No")), {"1": "Y", "0": "N", "TRUE": "Y", "FALSE": "N"}
)
