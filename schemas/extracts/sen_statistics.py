"""The SEN statistics: "Special educational needs in England", from the January school census, each June.

Pupils in schools in the area, wherever they live; the SEN2 statistics count children for whom the area
maintains a plan. Not every file of a release is read: of pupils by type of school, by age and by national
curriculum year with primary need, and from 2026 on by need in rows. Two files of one shape in one release, of
authorities and of schools say, are too many: keep the authorities'.

To 2025 groups of pupils stand in columns, from 2026 in rows. Which rounding there is, and which of ``x`` and
``z`` is not applicable, differs by edition (data guidance 2021 to 2025): symbols are kept as printed.
"""

from schemas.contract import Extract, Part, Text, figure, item
from schemas.governance import DFE, published
from schemas.published import EDITION, OpenData
from schemas.returns import YEARLY

PUPILS, PERCENT = "pupils", "%"
_LAST_WIDE, _FIRST_LONG = 2025, 2026
_FIRST_WITH_WHOLE_YEARS = 2023


class PupilsBySchool(OpenData):
    """One row per place, academic year and type of school: pupils, support, plans. DfE, to 2025."""

    phase: Text = item("phase_type_grouping", "Type of school, or Total", required=True, until=_LAST_WIDE)
    school_type: Text = item("type_of_establishment", "Its kind, or Total", required=True, until=_LAST_WIDE)
    hospital_school: Text = item("hospital_school", "Yes, No or Total", required=True, until=_LAST_WIDE)
    pupils: Text = figure("total_pupils", "Pupils", unit=PUPILS, until=_LAST_WIDE)
    sen_support: Text = figure("sen_support", "Pupils with SEN support", unit=PUPILS, until=_LAST_WIDE)
    plans: Text = figure("ehc_plan", "Pupils with an EHC plan", unit=PUPILS, until=_LAST_WIDE)
    sen_support_percent: Text = figure(
        "sen_support_percent", "Their share of pupils", unit=PERCENT, until=_LAST_WIDE
    )
    plans_percent: Text = figure("ehc_plan_percent", "Their share of pupils", unit=PERCENT, until=_LAST_WIDE)


class _ByNeed(OpenData):
    """Base of the tables to 2025 that cut pupils by type of school, SEN provision and primary need."""

    phase: Text = item("phase_type_grouping", "Type of school, or Total", required=True, until=_LAST_WIDE)
    sen_provision: Text = item(
        {0: "pupil_sen_status", 2025: "sen_status"},
        "SEN provision, or Total",
        required=True,
        until=_LAST_WIDE,
    )
    primary_need: Text = item(
        {0: "primary_need", 2025: "sen_primary_need"},
        "Primary need, or Total",
        required=True,
        until=_LAST_WIDE,
    )
    pupils: Text = figure("number_of_pupils", "Pupils", unit=PUPILS, until=_LAST_WIDE)


class PupilsByAge(_ByNeed):
    """One row per place, academic year, type of school, provision and need: ages. DfE, to 2025.

    Age at the start of the academic year, 31 August. Until 2022 the ages 3 and 4 stand in thirds of a year.
    """

    age_3: Text = figure("age_3", "Aged 3", unit=PUPILS, since=_FIRST_WITH_WHOLE_YEARS, until=_LAST_WIDE)
    age_4: Text = figure("age_4", "Aged 4", unit=PUPILS, since=_FIRST_WITH_WHOLE_YEARS, until=_LAST_WIDE)
    age_5: Text = figure("age_5", "Aged 5", unit=PUPILS, until=_LAST_WIDE)
    age_6: Text = figure("age_6", "Aged 6", unit=PUPILS, until=_LAST_WIDE)
    age_7: Text = figure("age_7", "Aged 7", unit=PUPILS, until=_LAST_WIDE)
    age_8: Text = figure("age_8", "Aged 8", unit=PUPILS, until=_LAST_WIDE)
    age_9: Text = figure("age_9", "Aged 9", unit=PUPILS, until=_LAST_WIDE)
    age_10: Text = figure("age_10", "Aged 10", unit=PUPILS, until=_LAST_WIDE)
    age_11: Text = figure("age_11", "Aged 11", unit=PUPILS, until=_LAST_WIDE)
    age_12: Text = figure("age_12", "Aged 12", unit=PUPILS, until=_LAST_WIDE)
    age_13: Text = figure("age_13", "Aged 13", unit=PUPILS, until=_LAST_WIDE)
    age_14: Text = figure("age_14", "Aged 14", unit=PUPILS, until=_LAST_WIDE)
    age_15: Text = figure("age_15", "Aged 15", unit=PUPILS, until=_LAST_WIDE)
    age_16: Text = figure("age_16", "Aged 16", unit=PUPILS, until=_LAST_WIDE)
    age_17: Text = figure("age_17", "Aged 17", unit=PUPILS, until=_LAST_WIDE)
    age_18: Text = figure("age_18", "Aged 18", unit=PUPILS, until=_LAST_WIDE)
    age_19_and_over: Text = figure("age_19_and_over", "Aged 19 and over", unit=PUPILS, until=_LAST_WIDE)


class PupilsByYear(_ByNeed):
    """One row per place, academic year, type of school, provision and need: school years. DfE, to 2025."""

    reception: Text = figure("nc_reception", "In reception", unit=PUPILS, until=_LAST_WIDE)
    year_1: Text = figure("nc_year_1", "In year 1", unit=PUPILS, until=_LAST_WIDE)
    year_2: Text = figure("nc_year_2", "In year 2", unit=PUPILS, until=_LAST_WIDE)
    year_3: Text = figure("nc_year_3", "In year 3", unit=PUPILS, until=_LAST_WIDE)
    year_4: Text = figure("nc_year_4", "In year 4", unit=PUPILS, until=_LAST_WIDE)
    year_5: Text = figure("nc_year_5", "In year 5", unit=PUPILS, until=_LAST_WIDE)
    year_6: Text = figure("nc_year_6", "In year 6", unit=PUPILS, until=_LAST_WIDE)
    year_7: Text = figure("nc_year_7", "In year 7", unit=PUPILS, until=_LAST_WIDE)
    year_8: Text = figure("nc_year_8", "In year 8", unit=PUPILS, until=_LAST_WIDE)
    year_9: Text = figure("nc_year_9", "In year 9", unit=PUPILS, until=_LAST_WIDE)
    year_10: Text = figure("nc_year_10", "In year 10", unit=PUPILS, until=_LAST_WIDE)
    year_11: Text = figure("nc_year_11", "In year 11", unit=PUPILS, until=_LAST_WIDE)
    year_12: Text = figure("nc_year_12", "In year 12", unit=PUPILS, until=_LAST_WIDE)
    year_13: Text = figure("nc_year_13", "In year 13", unit=PUPILS, until=_LAST_WIDE)
    year_14: Text = figure("nc_year_14", "In year 14", unit=PUPILS, until=_LAST_WIDE)


class _InRows(OpenData):
    """Base of the tables since 2026: one row per group of pupils, also of constituencies."""

    small_area_code: Text = item("pcon_code", "ONS code of the constituency", since=_FIRST_LONG)
    small_area_name: Text = item("pcon_name", "Name of the constituency", since=_FIRST_LONG)
    sen_provision: Text = item("sen_provision", "SEN provision, or Total", required=True, since=_FIRST_LONG)
    pupils: Text = figure("pupil_count", "Pupils", unit=PUPILS, since=_FIRST_LONG)
    pupils_percent: Text = figure("pupil_percent", "Their share of pupils", unit=PERCENT, since=_FIRST_LONG)


class PupilsBySchoolAndProvision(_InRows):
    """One row per place, academic year, type of school and SEN provision: pupils. DfE, since 2026."""

    phase: Text = item("phase_type_grouping", "Type of school, or Total", required=True, since=_FIRST_LONG)
    school_type: Text = item("establishment_type", "Its kind, or Total", required=True, since=_FIRST_LONG)
    hospital_school: Text = item("hospital_school", "Yes, No or Total", required=True, since=_FIRST_LONG)


class PupilsByNeed(_InRows):
    """One row per place, academic year, type of school, provision, need, meals: pupils. DfE, since 2026."""

    phase: Text = item("phase_type_grouping", "Type of school, or Total", required=True, since=_FIRST_LONG)
    primary_need: Text = item("sen_primary_need", "Primary need, or Total", required=True, since=_FIRST_LONG)
    free_school_meals: Text = item(
        "fsm_eligibility", "Eligible for free school meals, or Total", required=True, since=_FIRST_LONG
    )


class PupilsByCharacteristics(_InRows):
    """One row per academic year and group by several characteristics: pupils. DfE, since 2026."""

    ethnic_group: Text = item("ethnicity_major", "Ethnic group, or Total", required=True, since=_FIRST_LONG)
    ethnicity: Text = item("ethnicity_minor", "Ethnicity, or Total", required=True, since=_FIRST_LONG)
    free_school_meals: Text = item(
        "fsm_eligibility", "Eligible for free school meals, or Total", required=True, since=_FIRST_LONG
    )
    sex: Text = item("sex", "Sex, or Total", required=True, since=_FIRST_LONG)
    curriculum_year: Text = item(
        "pupil_nc_year", "National curriculum year, or Total", required=True, since=_FIRST_LONG
    )
    primary_need: Text = item("sen_primary_need", "Primary need, or Total", required=True, since=_FIRST_LONG)


SEN_STATISTICS = Extract(
    name="sen_statistics",
    title="SEN statistics",
    governance=published(DFE, "To compare the SEN of pupils with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2020,
    parts=(
        EDITION,
        Part("phase_type", PupilsBySchool, needed=False, also=("sen_phase_type",)),
        Part("pupils_by_age", PupilsByAge, needed=False, also=("sen_age_sex", "sen_age_gender")),
        Part("pupils_by_year", PupilsByYear, needed=False, also=("sen_ncyear",)),
        Part("phase_provision", PupilsBySchoolAndProvision, needed=False),
        Part("need_meals", PupilsByNeed, needed=False),
        Part("pupil_characteristics", PupilsByCharacteristics, needed=False),
    ),
    head="edition",
    is_published=True,
)
