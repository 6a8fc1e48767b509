"""School census rules about the school itself and about pupils who left."""

from functools import partial

from schemas.rule import ERROR, QUERY, Rule
from schemas.rules.words import (
    FIELD,
    ORDER_OF_DATES,
    SC_RULES,
)

_leaver = partial(Rule, source=SC_RULES, table="pupilnolongeronroll")


LEAVERS = (
    _leaver(
        number="1920",
        level=ERROR,
        items=("leaving_date", "entry_date"),
        message="The leaving date is missing, before the entry date, or not before census day.",
        to_do="Enter the last day on roll; a pupil who leaves later is still on roll.",
        reasons=("leaving_date: missing", "leaving_date: not a date"),
        fails="leaving_date < entry_date or leaving_date >= this.census_day",
        passing=[{"leaving_date": "2026-01-14"}],
        failing=[{"leaving_date": "2026-01-15"}],
    ),
    _leaver(
        number="SC-L01",
        level=QUERY,
        items=("leaving_date",),
        source=f"{SC_RULES}, sense of 1925: which leavers are returned",
        message="The pupil left more than a year before census day.",
        to_do="Return only pupils who left since the term of the attendance and exclusions asked for.",
        fails="leaving_date < this.census_day - interval 1 year",
        passing=[{"leaving_date": "2025-01-15"}],
        failing=[{"leaving_date": "2025-01-14"}],
    ),
    _leaver(
        number="5065",
        level=ERROR,
        items=("leaving_date", "school.phase"),
        message="A nursery school has returned a pupil no longer on roll.",
        to_do="Take the record out: nursery schools return pupils on roll only.",
        fails="school.phase = 'NS'",
        passing=[{}],
        failing={"school": [{"phase": "NS"}], "pupilnolongeronroll": [{}]},
    ),
    _leaver(
        number="SC-L02",
        level=QUERY,
        items=("upn", "leaving_date"),
        source=FIELD,
        message="The pupil is returned both as on roll and as having left, without having come back.",
        to_do="Take one of the records out, or correct the entry date.",
        fails="still_here.entered < leaving_date",
        passing=[{}],
        failing=[{"upn": "K391200020001"}],
    ),
    _leaver(
        number="SC-L03",
        level=ERROR,
        items=("upn", "leaving_date"),
        source=FIELD,
        message="Two records of pupils no longer on roll have the same number and leaving date.",
        to_do="Take one of them out.",
        fails="same_leaver.n > 1",
        passing=[{}],
        failing=[{}, {}],
    ),
    _leaver(
        number="SC-L04",
        level=ERROR,
        items=("leaving_date", "birth_date"),
        source=ORDER_OF_DATES,
        message="The pupil left before the second birthday.",
        to_do="Correct the date of birth or the leaving date.",
        fails="leaving_date < birth_date + interval 2 years",
        passing=[{}],
        failing=[{"birth_date": "2024-10-03"}],
    ),
)


SCHOOLS = (
    Rule(
        number="SC-C01",
        level=ERROR,
        table="schoolcensus",
        items=("reference_date",),
        source=f"{SC_RULES}, among 100 to 166: reference date",
        message="The reference date is not census day.",
        to_do="Make the return again for census day.",
        reasons=("reference_date: missing", "reference_date: not a date"),
        fails="reference_date <> this.census_day",
        passing=[{}],
        failing=[{"reference_date": "2026-01-16"}],
    ),
    Rule(
        number="SC-C02",
        level=ERROR,
        table="schoolcensus",
        items=("urn",),
        source=f"{SC_RULES}, sense of 160, which compares it with the register of schools",
        message=(
            "The school's unique reference number is missing, is a filler such as 999999, or has not "
            "six digits."
        ),
        to_do="Enter the number under which the register of schools has it.",
        reasons=("urn: not one to six digits",),
        fails="urn is null or urn in ('999999', '000000', '123456') or length(urn) <> 6",
        since=2018,
        passing=[{}],
        failing=[{"urn": "999999"}],
    ),
    Rule(
        number="SC-C03",
        level=ERROR,
        table="schoolcensus",
        items=("urn", "establishment"),
        source=FIELD,
        message="Two returns have the same school number.",
        to_do="Keep the later of the two returns, or correct the number.",
        fails="same_school.n > 1",
        passing=[{}],
        failing=[{}, {"establishment": "2001"}],
    ),
    Rule(
        number="SC-C04",
        level=QUERY,
        table="schoolcensus",
        items=("pupilonroll.pupil_id",),
        source=FIELD,
        message="The school has returned no pupil on roll.",
        to_do="Make the return again with all its pupils.",
        fails="coalesce(roll.n, 0) = 0",
        wants=(),
        passing=[{}],
        failing=[{}, {"urn": "108002", "establishment": "2001"}],
    ),
    Rule(
        number="SC-C05",
        level=QUERY,
        table="school",
        items=("school_name",),
        source=f"{SC_RULES}, among 100 to 166: name",
        message="The name of the school is missing.",
        to_do="Enter it as in the register of schools.",
        fails="school_name is null",
        passing=[{}],
        failing=[{"school_name": None}, {}],
    ),
    Rule(
        number="SC-C06",
        level=ERROR,
        table="school",
        items=("phase",),
        source=f"{SC_RULES}, among 100 to 166: phase",
        message="The phase of the school is missing or is not a code.",
        to_do="Enter the phase of the register: NS, PS, MP, MS, SS, AT, SP or PR.",
        reasons=("phase: missing", "phase: not a phase code then"),
        passing=[{}],
        failing=[{"phase": "ZZ"}],
    ),
    Rule(
        number="SC-C07",
        level=ERROR,
        table="school",
        items=("governance",),
        source=f"{SC_RULES}, among 100 to 166: type and governance",
        message="The governance of the school is missing or is not a code.",
        to_do="Enter the code of the register, for example CO or CA.",
        reasons=("governance: missing", "governance: not a governance code then"),
        passing=[{}],
        failing=[{"governance": "ZZ"}],
    ),
    Rule(
        number="SC-C08",
        level=ERROR,
        table="school",
        items=("lowest_nc_year", "highest_nc_year"),
        source=FIELD,
        message="The lowest year of the school is above its highest.",
        to_do="Exchange or correct the two.",
        fails=(
            "lowest_nc_year = 'R' and highest_nc_year in ('N1', 'N2') "
            "or try_cast(lowest_nc_year as integer) > coalesce(try_cast(highest_nc_year as integer), "
            "case when highest_nc_year in ('R', 'N1', 'N2') then 0 end)"
        ),
        passing=[{}],
        failing=[{"lowest_nc_year": "7", "highest_nc_year": "6"}],
    ),
)
