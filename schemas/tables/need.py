"""Types of need, by the source that names them: a school's view and the authority's may differ."""

from schemas.contract import Table, Text
from schemas.table import column


class Need(Table):
    """One row per person, source, return and rank of need."""

    person_id: Text = column("The person, a pseudonym", required=True)
    delivery: Text = column("The delivery that names the need", required=True)
    source: Text = column("school_census or sen2", required=True)
    la_code: Text = column("Local authority that returned it", required=True)
    returned: Text = column("Census or return, 2025-spring or 2025", required=True)
    need_rank: Text = column("1 primary, 2 secondary", required=True, isin=["1", "2"])
    need_code: Text = column("Type of need code", required=True)
    need: Text = column("Type of need", required=True)
