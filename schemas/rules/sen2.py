"""The rules of SEN2: what they see beside a row, a lawful return, and all of them in order.

The department's own rule numbers for SEN2 are not public: logic and items are the guide's, numbers ours.
"""

# ruff: noqa: S608 - SQL made of our own declarations, never of data

from schemas.rule import Beside, Row, Rulebook
from schemas.rules import (
    any_table,
    sen2_active,
    sen2_assessments,
    sen2_persons,
    sen2_plans,
    sen2_requests,
    sen2_settings,
)

_PLANS = "namedplan join assessment using (assessment_key) join requests using (request_key)"

BESIDES = (
    Beside(
        "sen2",
        "totals",
        "namedplan",
        ("sen2_id",),
        "select sen2_id, "
        "(select count(*) from requests where received_date is not null) as requests, "
        "(select count(*) from requests where request_source = '5') as other_source, "
        "(select count(*) from namedplan where cease_reason is not null) as ceased, "
        "(select count(*) from namedplan where cease_reason = '9') as ceased_other, "
        "(select count(*) from placementdetail) as placements, "
        "(select count(*) from placementdetail where setting in ('OTH', 'NIEO')) as other_setting from sen2",
    ),
    Beside("person", "same_upn", "person", ("upn",), "select upn, count(*) as n from person group by upn"),
    Beside("person", "same_uln", "person", ("uln",), "select uln, count(*) as n from person group by uln"),
    Beside(
        "person",
        "same_child",
        "person",
        ("surname", "forename", "birth_date"),
        "select surname, forename, birth_date, count(*) as n from person group by all",
    ),
    Beside(
        "person",
        "asked",
        "requests",
        ("person_key",),
        "select person_key, count(*) as n, count(*) filter (request_outcome = 'A') as undecided "
        "from requests group by person_key",
    ),
    Beside(
        "person",
        "plans",
        "namedplan",
        ("person_key",),
        f"select person_key, count(*) filter (cease_date is null) as open from {_PLANS} group by person_key",
    ),
    Beside(
        "requests",
        "assessed",
        "assessment",
        ("request_key",),
        "select request_key, count(*) as n, count(*) filter (assessment_outcome in ('Y', 'N', 'H')) as ended "
        "from assessment group by request_key",
    ),
    Beside(
        "requests",
        "active",
        "activeplans",
        ("request_key",),
        "select request_key, count(*) as n, count(transfer_la) as transferred "
        "from activeplans group by request_key",
    ),
    Beside(
        "requests",
        "plan",
        "namedplan",
        ("request_key",),
        "select request_key, count(*) as n, max(start_date) as start_date, max(cease_date) as cease_date, "
        "max(named_urn) as named_urn from namedplan join assessment using (assessment_key) left join "
        "(select plan_key, max(urn) filter (placement_rank = '1') as named_urn "
        "from plandetail group by plan_key) using (plan_key) group by request_key",
    ),
    Beside(
        "requests",
        "attended",
        "placementdetail",
        ("request_key",),
        "select request_key, count(*) filter (leaving_date is null) as open "
        "from placementdetail join activeplans using (active_plan_key) group by request_key",
    ),
    Beside(
        "assessment",
        "planned",
        "namedplan",
        ("assessment_key",),
        "select assessment_key, count(*) as n from namedplan group by assessment_key",
    ),
    Beside(
        "namedplan",
        "named",
        "plandetail",
        ("plan_key",),
        "select plan_key, count(*) as n, count(distinct placement_rank) as ranks "
        "from plandetail group by plan_key",
    ),
    Beside(
        "activeplans",
        "placed",
        "placementdetail",
        ("active_plan_key",),
        "select active_plan_key, count(*) filter (leaving_date is null) as open, "
        "count(*) filter (leaving_date is null and placement_rank = '1') as open_first, "
        "max(urn) filter (leaving_date is null and placement_rank = '1') as first_urn, "
        "bool_or(setting = 'EHE') filter (leaving_date is null) as is_home_educated "
        "from placementdetail group by active_plan_key",
    ),
    Beside(
        "activeplans",
        "needs",
        "senneed",
        ("active_plan_key",),
        "select active_plan_key, count(*) as n, count(distinct need_rank) as ranks, "
        "count(distinct need) as types, bool_or(need_rank = '1') as has_first "
        "from senneed group by active_plan_key",
    ),
)

LAWFUL: dict[str, Row] = {
    "sen2": {
        "collection": "SEN2",
        "year": 2026,
        "reference_date": "2026-01-15",
        "la_code": "391",
        "dmo": "Y",
        "dco": "Y",
        "dsco": "R",
    },
    "person": {
        "surname": "Zqavryx",
        "forename": "Vylqua",
        "birth_date": "2012-03-03",
        "sex": "F",
        "ethnicity": "WBRI",
        "postcode": "NE1 1AA",
        "upn": "X391200012001",
    },
    "requests": {
        "received_date": "2025-02-03",
        "request_source": "2",
        "relevant_youth_accommodation": False,
        "request_outcome_date": "2025-03-03",
        "request_outcome": "Y",
        "request_mediation": False,
        "request_tribunal": False,
    },
    "assessment": {
        "assessment_outcome": "Y",
        "assessment_outcome_date": "2025-06-02",
        "assessment_mediation": False,
        "assessment_tribunal": False,
        "exceptions_apply": False,
    },
    "namedplan": {"start_date": "2025-06-02", "personal_budget": False, "organised_arrangements": False},
    "plandetail": {"urn": "108001", "placement_rank": "1"},
    "placementdetail": {"urn": "108001", "placement_rank": "1", "entry_date": "2025-09-03"},
    "senneed": {"need": "ASD", "need_rank": "1"},
}

SEN2_RULES = Rulebook(
    extract="sen2",
    returned="2026",
    lawful=LAWFUL,
    besides=BESIDES,
    rules=(
        *any_table.any_table(
            "SEN2", orphan={"requests": [{"person_key": "9"}]}, repeated={"person": [{"person_key": "1"}] * 2}
        ),
        *sen2_persons.PERSONS,
        *sen2_requests.REQUESTS,
        *sen2_assessments.ASSESSMENTS,
        *sen2_plans.PLANS,
        *sen2_settings.SETTINGS,
        *sen2_settings.PLACEMENTS,
        *sen2_active.ACTIVE,
    ),
)
