"""What was so from when until when: homes and SEN provision of a person, over all deliveries."""

from schemas.contract import Day, Flag, Table, Text, Whole
from schemas.table import column


class AddressHistory(Table):
    """One row per person and spell in one LSOA, or in one postcode district where the LSOA is not known.

    On each day on which a home is told, one is taken: of several returns the first in ``precedence_of``
    (macros.sql), of several registrations in a census the one that counts the pupil, of several addresses
    the first. Days in a row with the same place are one spell; what lay between two days told is not known,
    so the next spell begins where it was first told.
    """

    person_id: Text = column("The person, a pseudonym", required=True)
    spell: Whole = column("1 is the first spell of the person", required=True, ge=1)
    postcode_district: Text = column("Postcode district, as told last", required=True)
    lsoa: Text = column("LSOA; missing where only the district is known")
    ward: Text = column("Ward, as told last")
    home_la_code: Text = column("DfE number of the authority, as told last")
    in_area: Flag = column("In the authority that told it last; missing when unknown")
    imd_decile_2019: Whole = column("Tenth of the LSOA by deprivation in 2019, 1 the most deprived")
    imd_decile_2025: Whole = column("The same in 2025")
    from_day: Day = column("First day on which it was told", required=True)
    until_day: Day = column("Last day on which it was told", required=True)
    returns: Whole = column("Returns that told it, one a day", required=True, ge=1)
    source: Text = column("The delivery that told it last", required=True)


class SenHistory(Table):
    """One row per person and spell of one SEN provision: N none, K SEN support, E EHC plan.

    Two kinds of evidence. A school census sees a provision on its day (statements count as E, School Action
    and Plus as K; of two authorities that count a pupil on one day the higher goes). A plan of SEN2 or of the
    case system is in force from its first day to the day before it ended, or to the last census day or
    month's end that shows it open; on these days it goes before any census, and days of both systems
    together are one plan's. Evidence in a row of the same provision is one spell, unless a plan ended
    between, or nothing was seen for over 372 days (two January censuses are at most 371 apart): then the
    spell ends where it was last seen, and nothing is said of what followed.

    Of a plan that several returns tell the newest goes. Of a case that is its last snapshot. SEN2 gives plans
    no number that lasts, so what a newer return of the same authority tells of a person's plans replaces what
    an older one told: each plan on whose days the newer has one, and each in force since 1 January of the
    year before the newer's census day, all of which it must list. What ended before that it need not tell
    again, and stands. A return that says nothing of the person, or of another authority, replaces nothing;
    one that lacks the start of a plan of the person replaces plans on the same days only.

    The provision began after ``changed_after`` and by ``from_day``; it was last seen on ``until_day`` and
    another was there by ``changed_before``. Where a plan tells the day, the two are one day apart.
    """

    person_id: Text = column("The person, a pseudonym", required=True)
    spell: Whole = column("1 is the first spell of the person", required=True, ge=1)
    sen_provision: Text = column("SEN provision: N, K or E", required=True, isin=["N", "K", "E"])
    changed_after: Day = column("Last day that was surely before it; missing where none is known")
    from_day: Day = column("First day on which it is known", required=True)
    from_source: Text = column("Who told that day: school_census, sen2 or ehcp", required=True)
    until_day: Day = column("Last day on which it is known", required=True)
    until_source: Text = column("Who told that day: school_census, sen2 or ehcp", required=True)
    changed_before: Day = column("First day that was surely after it; missing where none is known")
