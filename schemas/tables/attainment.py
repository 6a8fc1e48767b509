"""What pupils reached, measure by measure."""

from schemas.contract import Flag, Table, Text, Whole
from schemas.table import column


class AttainmentResult(Table):
    """One row per pupil, measure and academic year as returned."""

    row: Whole = column("Row of the results", required=True)
    person_id: Text = column("The pupil, a pseudonym", required=True)
    delivery: Text = column("The delivery, 391_2025", required=True)
    la_code: Text = column("The authority of the schools", required=True)
    academic_year: Text = column("Academic year, 202425", required=True)
    urn: Text = column("School where it was reached")
    measure: Text = column("Measure, code", required=True)
    measure_label: Text = column("Measure", required=True)
    result: Text = column("M met, N not met, A absent, D disapplied, L left; missing for points")
    points_in_tenths: Whole = column("Points times ten, rounded; of Attainment 8 only", ge=0)
    is_in_base: Flag = column("Counts among the pupils: a result or points, and did not leave", required=True)
    is_met: Flag = column("Met, of those who count; missing for points")
