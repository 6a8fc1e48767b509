"""Words that several rules share: the sources of numbers, and expressions said once."""

from collections.abc import Iterable

SC_RULES = "DfE school census rules 2018-19"
UPN_GUIDE = "DfE, Unique pupil numbers, guide v1.2, 2019"
FIELD = "Ours: what case officers ask after such a return"
SEN2_GUIDE = "SEN2 guide 2026"
ORDER_OF_DATES = "Ours: the order in which it happens"

COUNTED = "enrolment_status in ('C', 'M', 'S')"
# Pupils of a National Curriculum year had, on 31 August before, had so many birthdays.
NC_YEAR_AGE = (
    "case nc_year when 'E1' then 0 when 'E2' then 1 when 'N1' then 2 when 'N2' then 3 when 'R' then 4 "
    "else try_cast(nc_year as integer) + 4 end"
)
POSTCODE = "[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}"
# Values written where a number or a name is not known.
NO_NAME = "('UNKNOWN', 'NOT KNOWN', 'N/A', 'NA', 'NONE', 'TBC', 'X', 'XX', 'XXX', 'TEST', 'BABY', '.', '-')"


def is_no_name(item: str) -> str:
    """True where a name is a placeholder or holds a digit."""
    return f"upper(trim({item})) in {NO_NAME} or regexp_matches({item}, '[0-9]')"


def _spans(*spans: int | tuple[int, int]) -> Iterable[int]:
    for span in spans:
        yield from (span,) if isinstance(span, int) else range(span[0], span[1] + 1)


# Authority numbers that a unique pupil number may begin with (rule 1530): England past and present.
UPN_AUTHORITIES = frozenset(
    f"{number:03d}"
    for number in _spans(
        *((1, 5), (201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384)),
        *((390, 394), 420, (660, 681), (701, 708), (800, 803), (805, 808), (810, 813), 815, 816, (820, 823)),
        *(825, 826, 830, 831, (835, 841), 845, 846, (850, 852), (855, 857), 860, 861, (865, 896), 908, 909),
        *(916, 919, 921, 925, 926, 928, 929, 931, 933, (935, 938), (940, 943)),
    )
)
NOT_A_UPN_AUTHORITY = f"not in ({', '.join(repr(code) for code in sorted(UPN_AUTHORITIES))})"
