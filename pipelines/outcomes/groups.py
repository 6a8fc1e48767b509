"""Groups that the joint dataset knows of a person whatever the source: how each is told, and of what.

Ages are at 31 August before the day counted. Provision is that of the day, or as last told within a year.
Need, deprivation and locality are the newest that are known: what a person's home was long ago is not asked.
Groups that only one source tells are in its base.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.indicator import AGE, DEPRIVATION, ETHNICITY, LOCALITY, NEED, PROVISION, SEX

Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Known:
    """An expression over ``person``, ``flagged`` and what ``join`` adds; core columns that it is made of."""

    expression: str
    columns: Columns
    join: str = ""


_AGE = """left join (
        select extract || '.' || delivery as source, year(census_day - interval 8 months) as school_year
        from landing.delivery
    ) as age_told on age_told.source = person.age_source"""
# A plan rests on an assessment: of one year SEN2 goes before the census.
_NEED = """left join (
        select
            need.person_id,
            arg_max(area.label, (left(need.returned, 4), need.source = 'sen2', need.returned)) as area
        from core.need as need
        inner join codes.need_area_of as area on area.code = need.need_code
        where need.need_rank = '1'
        group by need.person_id
    ) as needed on needed.person_id = flagged.person_id"""
_PROVISION = """left join (
        select *, lead(from_day) over (partition by person_id order by spell) as next_day
        from core.sen_history
    ) as held
        on held.person_id = flagged.person_id
        and flagged.its_day >= held.from_day
        and (held.next_day is null or flagged.its_day < held.next_day)"""
# The authority's newest list, each area by its last turn; LSOA before ward before postcode district.
_LOCALITY = """left join (
        select
            home.person_id,
            listed.la_code,
            arg_min(coalesce(merged.merged_into, listed.locality), home.place) as locality
        from (
            select person_id, unnest([lsoa, ward, postcode_district]) as area_code, unnest([1, 2, 3]) as place
            from (
                select person_id, lsoa, ward, postcode_district
                from core.address_history
                qualify row_number() over (partition by person_id order by spell desc) = 1
            )
        ) as home
        inner join (
            select la_code, area_code, locality
            from core.locality
            qualify row_number() over (
                partition by la_code, area_code
                order by edition desc, valid_to desc nulls first, valid_from desc nulls last, delivery
            ) = 1
        ) as listed on listed.area_code = home.area_code
        left join scope.locality_merged as merged
            on merged.la_code = listed.la_code and merged.locality = listed.locality
        group by home.person_id, listed.la_code
    ) as lived on lived.person_id = flagged.person_id and lived.la_code = flagged.la_code"""

KNOWN: Mapping[str, Known] = {
    SEX: Known("person.sex", (("core.person", "sex"),)),
    ETHNICITY: Known(
        "ethnicity.main_label",
        (("core.person", "ethnicity_main"),),
        "left join codes.main_ethnicity as ethnicity on ethnicity.code = person.ethnicity_main",
    ),
    DEPRIVATION: Known(
        """fifth_of(case
                when (select count(imd_decile_2025) > 0 from core.person) then person.imd_decile_2025
                else person.imd_decile_2019
            end)""",
        (("core.person", "imd_decile_2019"), ("core.person", "imd_decile_2025")),
    ),
    AGE: Known(
        """sen2_age_band(
                person.age_31_august
                - age_told.school_year
                + coalesce(
                    year(flagged.its_day - interval 8 months), cast(left(flagged.its_year, 4) as bigint)
                )
            )""",
        (("core.person", "age_31_august"),),
        _AGE,
    ),
    NEED: Known("coalesce(needed.area, 'No need named')", (("core.need", "need_code"),), _NEED),
    PROVISION: Known(
        """case
                when
                    flagged.its_day <= held.until_day
                    or flagged.its_day < held.changed_before
                    -- two January censuses are at most 371 days apart
                    or (held.changed_before is null and flagged.its_day <= held.until_day + 371)
                    then provision_words(held.sen_provision)
            end""",
        (("core.sen_history", "sen_provision"),),
        _PROVISION,
    ),
    LOCALITY: Known("lived.locality", (("core.locality", "locality"),), _LOCALITY),
}
