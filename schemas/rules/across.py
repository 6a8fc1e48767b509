"""Rules across returns: what the school census, SEN2 and the case system say of the same persons.

A rule's table is here a matter. Examples stand in the core tables.
"""

from dataclasses import dataclass
from functools import partial

from schemas.rule import ERROR, QUERY, Row, Rule, Rulebook, Value
from schemas.rules.words import (
    FIELD,
)


@dataclass(frozen=True)
class PublishedTotal:
    """A total that the department has published of an authority and year. ``measure``: one of ``totals``."""

    la_code: str
    year: int
    measure: str
    total: int
    source: str


# None so far: one line a published figure, checked against the file it is from.
PUBLISHED: tuple[PublishedTotal, ...] = ()


_plan = partial(Rule, table="plan", level=QUERY, source=FIELD)


_PLAN: dict[str, list[Row]] = {"core.plan": [{}], "core.person_link": [{}], "core.placement": [{}]}


_PUPIL: dict[str, list[Row]] = {"core.enrolment": [{}], "core.sen_status": [{}]}


_LAST_YEAR: dict[str, Value] = {"delivery": "391_2025", "return_year": 2025, "census_day": "2025-01-16"}


_LAST_JANUARY: dict[str, Value] = {
    "delivery": "391_2025-spring",
    "census": "2025-spring",
    "census_day": "2025-01-16",
    "nc_year": "8",
    "age_31_august": 12,
}


_STATUS_BEFORE: Row = {"delivery": "391_2025-spring", "census": "2025-spring", "census_day": "2025-01-16"}


ACROSS = Rulebook(
    extract="across",
    returned="2026",
    lawful={
        "core.plan": {
            "plan_id": "1",
            "request_id": "1",
            "person_id": "p1",
            "delivery": "391_2026",
            "la_code": "391",
            "return_year": 2026,
            "census_day": "2026-01-15",
            "start_date": "2020-05-04",
            "is_maintained": True,
            "age_31_august": 13,
        },
        "core.placement": {
            "placement_id": "1",
            "request_id": "1",
            "person_id": "p1",
            "delivery": "391_2026",
            "la_code": "391",
            "return_year": 2026,
            "urn": "108001",
            "placement_rank": "1",
            "is_open": True,
        },
        "core.person_link": {"delivery": "391_2026", "part": "person", "row": 1, "person_id": "p1"},
        "core.enrolment": {
            "person_id": "p1",
            "row": 1,
            "delivery": "391_2026-spring",
            "la_code": "391",
            "census": "2026-spring",
            "census_day": "2026-01-15",
            "urn": "108001",
            "nc_year": "9",
            "age_31_august": 13,
            "sex": "Female",
            "home_district": "NE1",
            "is_counted": True,
        },
        "core.sen_status": {
            "person_id": "p1",
            "delivery": "391_2026-spring",
            "la_code": "391",
            "census": "2026-spring",
            "census_day": "2026-01-15",
            "sen_provision": "E",
        },
        "core.need": {
            "person_id": "p1",
            "delivery": "391_2026",
            "source": "sen2",
            "la_code": "391",
            "returned": "2026",
            "need_rank": "1",
            "need_code": "ASD",
        },
        "core.plan_version": {
            "person_id": "p1",
            "la_code": "391",
            "snapshot_day": "2025-12-31",
            "section_i_urn": "108001",
            "is_current": True,
        },
        "staging.sen2_person": {"delivery": "391_2026", "row": 1, "postcode_district": "NE1"},
        "published": {"la_code": "391", "year": 2026, "measure": "plans maintained", "total": 1},
    },
    rules=(
        _plan(
            number="X-01",
            items=("person_id",),
            message=(
                "SEN2 places the person at a school of the authority, but the school's census has no "
                "such pupil."
            ),
            to_do=(
                "Check the placement with the school; the pupil may have left, or have another number there."
            ),
            fails="is_at_a_school_returned and sen_provision is null",
            passing=_PLAN | _PUPIL,
            failing=_PLAN | {"core.enrolment": [{"person_id": "p2"}]},
        ),
        _plan(
            number="X-02",
            items=("sen_provision",),
            message="The authority maintains a plan, but the school's census does not say E.",
            to_do="Tell the school that there is a plan, or cease it.",
            fails="sen_provision <> 'E'",
            passing=_PLAN | _PUPIL,
            failing=_PLAN | {"core.enrolment": [{}], "core.sen_status": [{"sen_provision": "K"}]},
        ),
        _plan(
            number="X-03",
            level=ERROR,
            items=("plan_id",),
            message="Two open plans of the authority belong to one person.",
            to_do="Cease the one that was replaced; the two records may carry a former number.",
            fails="plans > 1 and authorities = 1",
            passing=_PLAN,
            failing=_PLAN | {"core.plan": [{}, {"plan_id": "2", "request_id": "2"}]},
        ),
        _plan(
            number="X-04",
            items=("plan_id", "la_code"),
            message="Two authorities maintain a plan of the same person.",
            to_do="Agree which of them does since the person moved; the other ceases it with reason 5.",
            fails="authorities > 1",
            passing=_PLAN,
            failing=_PLAN | {"core.plan": [{}, {"la_code": "390", "delivery": "390_2026"}]},
        ),
        Rule(
            number="X-05",
            level=QUERY,
            table="pupil",
            items=("sen_provision", "home_district"),
            source=FIELD,
            message=(
                "The school's census says E and the pupil lives here, but SEN2 has no plan the authority "
                "maintains."
            ),
            to_do="Check which authority maintains the plan; correct the census if there is none.",
            fails="sen_provision = 'E' and lives_here and not has_plan",
            passing=_PLAN | _PUPIL | {"staging.sen2_person": [{}]},
            failing=_PUPIL | {"core.plan": [{"person_id": "p2"}], "staging.sen2_person": [{}]},
        ),
        Rule(
            number="X-06",
            level=QUERY,
            table="named",
            items=("section_i_urn", "urn"),
            source="SEND code of practice 9.62: section I; case system and SEN2 of the same month's end",
            message=(
                "The plan in the case system names another school than the one SEN2 says the person attends."
            ),
            to_do="Amend the plan, or correct the placement.",
            fails="named_urn <> attended_urn",
            passing=_PLAN | {"core.plan_version": [{}]},
            failing=_PLAN | {"core.plan_version": [{"section_i_urn": "108002"}]},
        ),
        Rule(
            number="X-07",
            level=QUERY,
            table="need",
            items=("need_code",),
            source=FIELD,
            message="The main need differs between the plan (SEN2) and the school's census.",
            to_do="Agree on the need that section B puts first; the two may differ while a plan is amended.",
            fails="sen2_need <> census_need",
            passing={"core.need": [{}, {"source": "school_census", "returned": "2026-spring"}]},
            failing={
                "core.need": [{}, {"source": "school_census", "returned": "2026-spring", "need_code": "SEMH"}]
            },
        ),
        Rule(
            number="X-08",
            level=QUERY,
            table="january_pair",
            items=("nc_year",),
            source=FIELD,
            message="The pupil is taught in a lower year than last January.",
            to_do="Check the National Curriculum year; explain a year repeated or moved down in a note.",
            fails="years_up < 0",
            passing={"core.enrolment": [{}, _LAST_JANUARY]},
            failing={"core.enrolment": [{"nc_year": "7"}, _LAST_JANUARY]},
        ),
        Rule(
            number="X-09",
            level=QUERY,
            table="january_pair",
            items=("nc_year",),
            source=FIELD,
            message="The pupil has moved up by more than two years since last January.",
            to_do="Check the National Curriculum year.",
            fails="years_up > 2",
            passing={"core.enrolment": [{}, _LAST_JANUARY]},
            failing={"core.enrolment": [{"nc_year": "11"}, _LAST_JANUARY]},
        ),
        Rule(
            number="X-10",
            level=QUERY,
            table="january_pair",
            items=("birth_date",),
            source=FIELD,
            message="The date of birth differs from that of last January: the pupil is not one year older.",
            to_do="Check the birth certificate, and whether the number is another child's.",
            fails="years_older <> 1",
            passing={"core.enrolment": [{}, _LAST_JANUARY]},
            failing={"core.enrolment": [{"age_31_august": 12}, _LAST_JANUARY]},
        ),
        Rule(
            number="X-11",
            level=QUERY,
            table="january_pair",
            items=("sex",),
            source=FIELD,
            message="Sex differs from that of last January.",
            to_do="Check the record, and whether the number is another child's.",
            fails="is_other_sex",
            passing={"core.enrolment": [{}, _LAST_JANUARY]},
            failing={"core.enrolment": [{}, _LAST_JANUARY | {"sex": "Male"}]},
        ),
        Rule(
            number="X-12",
            level=QUERY,
            table="january_pair",
            items=("sen_provision",),
            source=FIELD,
            message="The pupil had a plan last January and has none now, though SEN2 still maintains it.",
            to_do="Enter E, or cease the plan.",
            fails="provision_before = 'E' and provision_now <> 'E' and has_plan",
            passing=_PLAN | {"core.enrolment": [{}, _LAST_JANUARY], "core.sen_status": [{}, _STATUS_BEFORE]},
            failing=_PLAN
            | {
                "core.enrolment": [{}, _LAST_JANUARY],
                "core.sen_status": [{"sen_provision": "N"}, _STATUS_BEFORE],
            },
        ),
        Rule(
            number="X-13",
            level=QUERY,
            table="last_plan",
            items=("plan_id",),
            source=FIELD,
            message=(
                "The plan was maintained last January and is in this year's return neither open nor ended."
            ),
            to_do="Return the plan, or the day and the reason of its ending.",
            fails="is_maintained and not is_returned_again",
            passing={"core.plan": [{}, _LAST_YEAR]},
            failing={"core.plan": [{"person_id": "p2"}, _LAST_YEAR]},
        ),
        Rule(
            number="X-14",
            level=QUERY,
            table="last_plan",
            items=("cease_date",),
            source=FIELD,
            message="The plan had ended in last year's return, but the same plan is open in this one.",
            to_do="Correct the end in one of the two; a new plan has a new start.",
            fails=(
                "cease_date is not null and not is_maintained and is_maintained_now and started <= cease_date"
            ),
            passing={
                "core.plan": [
                    {"start_date": "2025-06-02"},
                    _LAST_YEAR | {"is_maintained": False, "cease_date": "2024-08-31"},
                ]
            },
            failing={"core.plan": [{}, _LAST_YEAR | {"is_maintained": False, "cease_date": "2024-08-31"}]},
        ),
        Rule(
            number="X-15",
            level=QUERY,
            table="stock",
            items=("plan_id",),
            source="Identity of stock and flow between two census days",
            message=(
                "The plans of last January, those new and transferred in, less those ended and transferred "
                "out, do not come to the plans of this January, by more than one in a hundred."
            ),
            to_do="Look for plans that vanished or appeared without an event; rules X-13 and X-14 name them.",
            fails="abs(plans - (plans_before + started + came - ended - went)) > 0.01 * plans",
            passing={"core.plan": [{}, _LAST_YEAR]},
            failing={"core.plan": [{}, {"plan_id": "2", "person_id": "p2"}, _LAST_YEAR]},
        ),
        Rule(
            number="X-16",
            level=QUERY,
            table="totals",
            items=("plan_id",),
            source="The figure published by the department, as the list of published totals says",
            message="A total differs from the published one.",
            to_do="Find out which of the two rests on a later return.",
            fails="total <> published_total",
            passing={"core.plan": [{}], "published": [{}]},
            failing={"core.plan": [{}], "published": [{"total": 2}]},
        ),
    ),
)
