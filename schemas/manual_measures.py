"""The measures that a partner may deliver as counts alone. A new one is one line here.

A proportion and a rate have a numerator within a denominator of people; a count has no denominator; of a mean
the numerator is the sum (weeks, years) and the denominator the people it was summed over.
"""

from dataclasses import dataclass

PROPORTION, RATE, COUNT, MEAN = "proportion", "rate", "count", "mean"
HEALTH, CARE, EDUCATION = "health", "social care", "education"


@dataclass(frozen=True)
class Measure:
    """One measure: whose it is, what is counted among what, and per how many it is told."""

    id: str
    words: str
    owner: str
    kind: str
    numerator: str
    denominator: str = ""
    per: int = 100
    unit: str = "%"


MANUAL_MEASURES = (
    Measure(
        "therapy_within_18_weeks",
        "Children seen by a therapist within 18 weeks of referral",
        HEALTH,
        PROPORTION,
        "Children first seen in the period, within 18 weeks",
        "Children first seen in the period",
    ),
    Measure(
        "autism_assessment_wait",
        "Mean weeks from referral to the end of an autism assessment",
        HEALTH,
        MEAN,
        "Weeks waited, summed over the children",
        "Children whose assessment ended in the period",
        1,
        "weeks",
    ),
    Measure(
        "mental_health_referrals",
        "Referrals to children's mental health services",
        HEALTH,
        RATE,
        "Children referred in the period",
        "Children and young people of the area, 0 to 17",
        10_000,
        "per 10,000",
    ),
    Measure(
        "therapy_caseload",
        "Children on a therapy caseload at the end of the period",
        HEALTH,
        COUNT,
        "Children",
        unit="",
    ),
    Measure(
        "advice_within_6_weeks",
        "Health advice for EHC needs assessments given within six weeks",
        HEALTH,
        PROPORTION,
        "Advice given within six weeks of the request",
        "Advice due in the period",
    ),
    Measure(
        "development_check_at_2",
        "Children who had the check at 2 to 2\u00bd years by ASQ-3",
        HEALTH,
        PROPORTION,
        "Children checked by ASQ-3",
        "Children who turned 2\u00bd in the period",
    ),
    Measure(
        "short_breaks_used",
        "Disabled children who used a short break",
        CARE,
        COUNT,
        "Children",
        unit="",
    ),
    Measure(
        "care_assessment_in_time",
        "Social care assessments of disabled children ended within 45 working days",
        CARE,
        PROPORTION,
        "Assessments ended within 45 working days",
        "Assessments ended in the period",
    ),
    Measure(
        "adults_ld_in_work",
        "Adults with a learning disability in paid employment",
        CARE,
        PROPORTION,
        "Adults in paid employment",
        "Adults with a learning disability known to the authority",
    ),
    Measure(
        "neet_17_send",
        "Young people of 17 with SEND not in education, employment or training",
        EDUCATION,
        PROPORTION,
        "Young people not in education, employment or training",
        "Young people of 17 with SEND",
    ),
    Measure(
        "neet_or_not_known_plan",
        "Young people of 16 and 17 with an EHC plan who are NEET or not known",
        EDUCATION,
        PROPORTION,
        "Young people not in education, employment or training, or not known",
        "Young people of 16 and 17 with an EHC plan",
    ),
    Measure(
        "level_2_at_19_send",
        "Young people of 19 with SEND qualified to level 2 with English and mathematics",
        EDUCATION,
        PROPORTION,
        "Young people with level 2",
        "Young people of 19 with SEND at the end of school",
    ),
)
