"""Why children are known to social care, said as far as a needs assessment may know it.

The department's category of need tells abuse from poverty from disability. Here only disability is told from
all others, and the others become one as they are read: what is not kept cannot be told.
"""

from schemas.codes import Code, CodeSet

_OTHERS = {
    "N0": "Not stated",
    "N1": "Abuse or neglect",
    "N3": "Parental illness or disability",
    "N4": "Family in acute stress",
    "N5": "Family dysfunction",
    "N6": "Socially unacceptable behaviour",
    "N7": "Low income",
    "N8": "Absent parenting",
    "N9": "Cases other than children in need",
}

SOCIAL_CARE_CATEGORY = CodeSet(
    name="social_care_category",
    source="DfE children in need census and SSDA903, category of need: N2; OTH is ours for every other",
    codes=(Code("N2", "Child's disability or illness"), Code("OTH", "Any other category of need")),
    fixes={**dict.fromkeys((*_OTHERS, *_OTHERS.values()), "OTH"), "Child's disability": "N2"},
)
