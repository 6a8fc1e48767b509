"""School census rules about sessions, and about alternative provision that a school arranged."""

from functools import partial

from schemas.returns import autumn
from schemas.rule import ERROR, QUERY, Rule
from schemas.rules.words import (
    FIELD,
    ORDER_OF_DATES,
    SC_RULES,
)

_SESSIONS = "termlysessiondetailsonroll", ("termlysessiondetailsoffroll",)


_pupils = partial(Rule, source=SC_RULES, table="pupilonroll")


_placement = partial(
    Rule, source=FIELD, table="schoolarrangedapdetailonroll", also=("schoolarrangedapdetailoffroll",)
)


ATTENDANCE = (
    Rule(
        number="SC-A01",
        level=ERROR,
        table=_SESSIONS[0],
        also=(*_SESSIONS[1], "summerhalfterm2sessiondetailsonroll", "summerhalfterm2sessiondetailsoffroll"),
        items=("reason",),
        source=f"{SC_RULES}, among 2475 to 2530",
        message="The attendance code is missing or is not a code of that time.",
        to_do="Enter a code of the guidance that was in force in the term reported.",
        reasons=("reason: missing", "reason: not a attendance_reason code then"),
        passing=[{}],
        failing=[{"reason": "QQ"}],
    ),
    Rule(
        number="SC-A02",
        level=ERROR,
        table=_SESSIONS[0],
        also=_SESSIONS[1],
        items=("sessions",),
        source=f"{SC_RULES}, among 2475 to 2530",
        message="An attendance code stands with no sessions.",
        to_do="Enter how many sessions have that code, or take the line out.",
        reasons=("sessions: not a whole number", "sessions: below 0"),
        fails="coalesce(sessions, 0) = 0",
        passing=[{}],
        failing=[{"sessions": None}, {}],
    ),
    _pupils(
        number="2470",
        level=ERROR,
        items=("sessions_possible", "birth_date", "boarder"),
        message="Attendance is returned for a pupil under 4 or over 15, or for a boarder.",
        to_do="Take the sessions out: none are asked for.",
        fails=(
            "sessions_possible > 0 and (age_31_august < 4 or age_31_august > 15 or boarder in ('B', "
            "'6', '7'))"
        ),
        passing=[{}],
        failing=[{"boarder": "7"}],
    ),
    _pupils(
        number="SC-A03",
        level=ERROR,
        items=("sessions_possible",),
        source=f"{SC_RULES}, among 2475 to 2530",
        message="The sessions possible are missing for a pupil of compulsory school age.",
        to_do="Enter the sessions possible in the term reported; 0 for a pupil who came since.",
        fails=(
            "sessions_possible is null and age_31_august between 5 and 15 and boarder = 'N' "
            "and enrolment_status in ('C', 'M') and school.phase <> 'NS'"
        ),
        passing=[{}],
        failing=[{"sessions_possible": None}, {}],
    ),
    _pupils(
        number="2505",
        level=ERROR,
        table=_SESSIONS[0],
        also=_SESSIONS[1],
        items=("reason",),
        message="An attendance code stands twice for one pupil.",
        to_do="Add the sessions up and return the code once.",
        fails="same_code.n > 1",
        passing=[{}, {"reason": "M"}],
        failing=[{}, {}],
    ),
    _pupils(
        number="2530",
        level=ERROR,
        also=("pupilnolongeronroll",),
        items=("sessions_possible",),
        message="More sessions were missed than were possible.",
        to_do="Check the sessions possible and the sums of the codes.",
        fails="coalesce(sessions.missed, 0) > sessions_possible",
        passing={"pupilonroll": [{}], _SESSIONS[0]: [{"sessions": 140}]},
        failing={"pupilonroll": [{}], _SESSIONS[0]: [{"sessions": 141}]},
    ),
    _pupils(
        number="SC-A04",
        level=ERROR,
        also=("pupilnolongeronroll",),
        items=("sessions_authorised", "sessions_unauthorised", "sessions_possible"),
        source=f"{SC_RULES}, sense of 2530",
        message="Sessions missed with and without leave come to more than were possible.",
        to_do="Check the three numbers.",
        fails="coalesce(sessions_authorised, 0) + coalesce(sessions_unauthorised, 0) > sessions_possible",
        until=autumn(2024),
        passing=[{"sessions_authorised": 100, "sessions_unauthorised": 40}],
        failing=[{"sessions_authorised": 100, "sessions_unauthorised": 41}],
    ),
    _pupils(
        number="SC-A05",
        level=QUERY,
        also=("pupilnolongeronroll",),
        items=("sessions_possible",),
        source=FIELD,
        message="Attended and missed sessions differ from the sessions possible.",
        to_do="Check that all codes are returned and that closed sessions are not counted as possible.",
        fails="sessions.counted <> sessions_possible",
        since=autumn(2020),
        passing={"pupilonroll": [{}], _SESSIONS[0]: [{"reason": "/", "sessions": 135}, {"sessions": 5}]},
        failing={"pupilonroll": [{}], _SESSIONS[0]: [{"reason": "/", "sessions": 134}, {"sessions": 5}]},
    ),
    _pupils(
        number="SC-A06",
        level=QUERY,
        also=("pupilnolongeronroll",),
        items=("sessions_possible",),
        source="School year of 190 days: about 150 sessions in the longest term",
        message="More than 170 sessions were possible in one term.",
        to_do="Check the term that was exported: two sessions a day.",
        fails="sessions_possible > 170",
        passing=[{"sessions_possible": 170}],
        failing=[{"sessions_possible": 171}],
    ),
    _pupils(
        number="SC-A07",
        level=QUERY,
        items=("sessions_possible",),
        source=FIELD,
        message="The pupil missed every possible session of the term, or nearly all.",
        to_do="Check whether the pupil still attends; if not, speak to the attendance officer.",
        fails="sessions.missed >= 0.95 * sessions_possible and sessions_possible >= 20",
        passing={"pupilonroll": [{}], _SESSIONS[0]: [{"sessions": 100}]},
        failing={"pupilonroll": [{}], _SESSIONS[0]: [{"sessions": 140}]},
    ),
    _pupils(
        number="SC-A08",
        level=QUERY,
        items=("enrolment_status",),
        source=FIELD,
        message="Code D (attends another school) is used for a pupil with a single registration.",
        to_do="Enter M or S, or correct the register.",
        fails="sessions.elsewhere > 0 and enrolment_status = 'C'",
        since=autumn(2020),
        passing={"pupilonroll": [{"enrolment_status": "M"}], _SESSIONS[0]: [{"reason": "D"}]},
        failing={"pupilonroll": [{}], _SESSIONS[0]: [{"reason": "D"}]},
    ),
)


PLACEMENTS = (
    _placement(
        number="SC-V01",
        level=ERROR,
        items=("leaving_date", "entry_date"),
        source=ORDER_OF_DATES,
        message="A place in alternative provision ends before it begins.",
        to_do="Correct the two dates.",
        fails="leaving_date < entry_date",
        passing=[{"leaving_date": "2025-11-03"}],
        failing=[{"leaving_date": "2025-11-02"}],
    ),
    _placement(
        number="SC-V02",
        level=ERROR,
        items=("entry_date",),
        source=ORDER_OF_DATES,
        message="A place in alternative provision has no start, or begins after census day.",
        to_do="Enter the first day at the setting.",
        fails="entry_date is null or entry_date > this.census_day",
        passing=[{}],
        failing=[{"entry_date": "2026-01-16"}],
    ),
    _placement(
        number="SC-V03",
        level=ERROR,
        items=("urn", "ukprn", "setting_type"),
        source="School census guide 2022, alternative provision placements",
        message=(
            "A place in alternative provision names neither a school, nor a provider, nor a kind of setting."
        ),
        to_do="Enter the URN, else the UKPRN, else the kind of setting.",
        fails="urn is null and ukprn is null and setting_type is null",
        wants=(),
        passing=[{}],
        failing=[{"urn": None}],
    ),
    _placement(
        number="SC-V04",
        level=QUERY,
        items=("sessions_per_week",),
        message="A place in alternative provision has no sessions, or more than ten a week.",
        to_do="Enter the sessions a week: two to a day.",
        fails="sessions_per_week not between 1 and 10",
        passing=[{"sessions_per_week": 10}],
        failing=[{"sessions_per_week": 11}],
    ),
    _placement(
        number="SC-V05",
        level=ERROR,
        items=("reason",),
        source="School census guide 2022, alternative provision placements",
        message="The reason of a place in alternative provision is missing or is not a code.",
        to_do="Enter the main reason.",
        reasons=("reason: not a ap_placement_reason code then",),
        fails="reason is null",
        passing=[{}],
        failing=[{"reason": "QQQ"}],
    ),
    _placement(
        number="SC-V06",
        level=QUERY,
        items=("sen_provision_leaving", "leaving_date"),
        message="The SEN provision at the end of a place that has ended is missing.",
        to_do="Enter N, K or E as on the last day.",
        fails="leaving_date is not null and sen_provision_leaving is null",
        passing=[{"leaving_date": "2025-12-19", "sen_provision_leaving": "K"}],
        failing=[{"leaving_date": "2025-12-19"}],
    ),
    _placement(
        number="SC-V07",
        level=QUERY,
        items=("sessions_per_week", "attendance_pattern"),
        message="A full-time place has fewer than ten sessions a week, or a part-time place has ten.",
        to_do="Check the pattern and the sessions.",
        fails=(
            "(attendance_pattern = 'FT' and sessions_per_week < 10) "
            "or (attendance_pattern = 'PT' and sessions_per_week >= 10)"
        ),
        passing=[{"attendance_pattern": "FT", "sessions_per_week": 10}],
        failing=[{"attendance_pattern": "FT", "sessions_per_week": 6}],
    ),
    Rule(
        number="SC-V08",
        level=QUERY,
        table="approvisiondetailonroll",
        also=("approvisiondetailoffroll",),
        items=("reason", "sen_provision_entry"),
        source=FIELD,
        message="The pupil came because a plan names the setting (EHC), though SEN provision was not E.",
        to_do="Check the reason and the SEN provision on entry.",
        fails="reason = 'EHC' and sen_provision_entry <> 'E'",
        passing=[{}],
        failing=[{"sen_provision_entry": "K"}],
    ),
    Rule(
        number="SC-V09",
        level=QUERY,
        table="approvisiondetailonroll",
        items=("reason", "schoolcensus.urn"),
        source="School census guide 2021: pupils entering pupil referral units and AP schools",
        message="A school that is not alternative provision has said why a pupil came to it.",
        to_do="Take the line out, or correct the phase of the school.",
        fails="school.phase <> 'PR'",
        passing={"school": [{"phase": "PR"}], "approvisiondetailonroll": [{}]},
        failing=[{}],
    ),
)
