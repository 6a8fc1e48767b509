"""The attainment statistics: key stages 2 and 4, and level 2 and 3 at 19, from three releases of DfE's.

An edition is named after the year in which it was published: results of the summer of 2024 that were
provisional in October 2024 and revised in February 2025 are of two editions. Of one edition one file of a
shape is read: authorities and their pupils' characteristics.
"""

from schemas.contract import Extract, Part, Table, Text, figure, item
from schemas.governance import DFE, published
from schemas.published import EDITION, OpenData
from schemas.returns import YEARLY

PUPILS, PERCENT, POINTS = "pupils", "%", "points"
_LAST_WIDE, _FIRST_LONG = 2024, 2025


class KeyStage2(OpenData):
    """One row per place, year, type of school, sex and group: the expected standard at 11. DfE, to 2024.

    Reading, writing and maths together; writing is judged by teachers.
    """

    school_type: Text = item(
        "school_type", "Type of school, or Total", also=("establishment_type_group",), until=_LAST_WIDE
    )
    breakdown_topic: Text = item(
        "breakdown_topic", "The characteristic, or Total", required=True, since=2024, until=_LAST_WIDE
    )
    breakdown: Text = item(
        {0: "characteristic", 2024: "breakdown"}, "Total, or the group", required=True, until=_LAST_WIDE
    )
    sex: Text = item("gender", "Sex, or Total", required=True, also=("sex",), until=_LAST_WIDE)
    status: Text = item("version", "Provisional, Revised or Final", until=_LAST_WIDE)
    expected_standard_percent: Text = figure(
        "pt_rwm_met_expected_standard", "Share that met the expected standard", unit=PERCENT, until=_LAST_WIDE
    )


class KeyStage2Subjects(OpenData):
    """One row per place, year, group and subject: standards and mean scores at 11. DfE, since 2025."""

    school_type: Text = item("establishment_type_group", "Type of school, or Total", since=_FIRST_LONG)
    breakdown_topic: Text = item(
        "breakdown_topic", "The characteristic, or Total", required=True, since=_FIRST_LONG
    )
    breakdown: Text = item("breakdown", "Total, or the group", required=True, since=_FIRST_LONG)
    subject: Text = item("subject", "Subject, or subjects together", required=True, since=_FIRST_LONG)
    sex: Text = item("sex", "Sex, or Total", since=_FIRST_LONG)
    status: Text = item("version", "Provisional, Revised or Final", since=_FIRST_LONG)
    expected_standard_percent: Text = figure(
        "expected_standard_pupil_percent", "Share that met it", unit=PERCENT, since=_FIRST_LONG
    )
    higher_standard_percent: Text = figure(
        "higher_standard_pupil_percent", "Share that met the higher", unit=PERCENT, since=_FIRST_LONG
    )
    mean_scaled_score: Text = figure(
        "average_scaled_score", "Mean scaled score", unit=POINTS, since=_FIRST_LONG
    )


class KeyStage4(OpenData):
    """One row per place, year and group: GCSEs at 16, by SEN among others. DfE.

    Attainment 8 is a mean of points, Progress 8 of grades against pupils who had done alike at 11; the basics
    are English and maths. Each group stands in a column of its own; the topic says in which.
    """

    topic: Text = item("breakdown", "What is broken down by, or Total", also=("breakdown_topic",))
    school_type: Text = item(
        {0: "school_characteristic", 2023: "establishment_type", 2024: "establishment_type_group"},
        "Type of school, or Total",
    )
    sex: Text = item(
        {0: "characteristic_gender", 2023: "gender", 2024: "sex"}, "Sex, or Total", required=True
    )
    ethnic_group: Text = item(
        {0: "characteristic_ethnic_major", 2023: "ethnicity_major"}, "Ethnic group, or Total"
    )
    ethnicity: Text = item("ethnicity_minor", "Ethnicity, or Total", since=2023)
    free_school_meals: Text = item(
        {0: "characteristic_free_school_meals", 2023: "free_school_meals", 2025: "fsm_status"},
        "Eligible for free school meals, or Total",
    )
    sen_status: Text = item(
        {0: "characteristic_sen_status", 2023: "sen_status"}, "Any SEN or none, or Total", required=True
    )
    sen_provision: Text = item(
        {0: "characteristic_sen_description", 2023: "sen_description", 2024: "sen_provision"},
        "SEN provision, or Total",
        required=True,
    )
    primary_need: Text = item("sen_primary_need", "Primary need, or Total", since=2025)
    disadvantage: Text = item(
        {0: "characteristic_disadvantage", 2023: "disadvantage", 2025: "disadvantage_status"},
        "Disadvantaged, or Total",
    )
    first_language: Text = item(
        {0: "characteristic_first_language", 2023: "first_language"}, "First language, or Total"
    )
    prior_attainment: Text = item("prior_attainment", "Attainment at 11, or Total", since=2025)
    scaled_score: Text = item("ks2_scaled_score_group", "Scaled score at 11, or Total", since=2025)
    mobility: Text = item("mobility", "Changed school, or Total", since=2025)
    young_carer: Text = item("young_carer", "Young carer, or Total", since=2025)
    admission: Text = item("school_admission_type", "How the school admits, or Total", since=2025)
    religion: Text = item("school_religious_character", "Religion of the school, or Total", since=2025)
    status: Text = item("version", "Provisional, Revised or Final")
    pupils: Text = figure({0: "t_pupils", 2025: "pupil_count"}, "Pupils at the end of the stage", unit=PUPILS)
    attainment_8: Text = figure({0: "avg_att8", 2025: "attainment8_average"}, "Attainment 8", unit=POINTS)
    progress_8: Text = figure(
        {0: "avg_p8score", 2025: "progress8_average"}, "Progress 8", unit="grades", since=2021
    )
    basics_5_percent: Text = figure(
        {0: "pt_l2basics_95", 2025: "engmath_95_percent"}, "Grade 5 or above in the basics", unit=PERCENT
    )
    basics_4_percent: Text = figure(
        {0: "pt_l2basics_94", 2025: "engmath_94_percent"}, "Grade 4 or above in the basics", unit=PERCENT
    )


class LevelsAt19(Table):
    """One row per place, cohort, age, group, level and subject: those who have reached a level. DfE.

    The years are those in which the cohort is 19, so they run ahead of the edition for the younger.
    """

    cohort: Text = item("time_period", "Academic year in which the cohort is 19: 202223", required=True)
    time_identifier: Text = item("time_identifier", "What the years are: Academic year", required=True)
    geographic_level: Text = item("geographic_level", "National, Regional, Local authority", required=True)
    country_code: Text = item("country_code", "ONS code of the country")
    country_name: Text = item("country_name", "Name of the country")
    region_code: Text = item("region_code", "ONS code of the region")
    region_name: Text = item("region_name", "Name of the region")
    old_la_code: Text = item("old_la_code", "DfE number of the authority")
    new_la_code: Text = item("new_la_code", "ONS code of the authority")
    la_name: Text = item("la_name", "Name of the authority")
    breakdown_topic: Text = item("breakdown_topic", "The characteristic, or Total", required=True)
    breakdown: Text = item("breakdown", "Total, or the group", required=True)
    age: Text = item("age", "By which age: by age 19", required=True)
    cohort_age: Text = item("cohort_age_in", "Year in which the cohort is of which age")
    level: Text = item("qualification_level", "Level 2 or level 3", required=True)
    subject: Text = item("subject", "With English and maths, or Total", required=True)
    qualification: Text = item("qualification_type", "Kind of qualification, or Total")
    pupils: Text = figure("number_in_ss_cohort", "Pupils of the cohort in state schools", unit=PUPILS)
    reached: Text = figure("number", "Of them reached the level", unit=PUPILS)
    reached_percent: Text = figure("percentage", "Their share", unit=PERCENT)


ATTAINMENT_STATISTICS = Extract(
    name="attainment_statistics",
    title="Attainment statistics",
    governance=published(DFE, "To compare attainment with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2020,
    parts=(
        EDITION,
        Part("key_stage_2", KeyStage2, needed=False),
        Part("key_stage_2_subjects", KeyStage2Subjects, needed=False),
        Part("key_stage_4", KeyStage4, needed=False),
        Part("levels_at_19", LevelsAt19, needed=False),
    ),
    head="edition",
    is_published=True,
)
