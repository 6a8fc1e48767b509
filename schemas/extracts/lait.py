"""The local authority interactive tool (LAIT) of DfE: 430 measures of children's services, by authority.

One long file and the dictionary of its measures. Figures are copied from many releases, so each has the
definition, rounding and suppression of its own. A single year of an academic or financial series is the one
in which it ends: 2022 is 2021/22. Areas that were abolished stay under their own numbers.
"""

from schemas.contract import LA_CODE, Extract, Part, Table, Text, figure, item
from schemas.governance import DFE, published
from schemas.published import EDITION
from schemas.returns import YEARLY


class LaitValue(Table):
    """One row per measure, year and area: what the tool shows. DfE; 970 is England, 980 to 990 regions."""

    measure: Text = item("Short Desc", "Short name of the measure", required=True)
    data_item: Text = item("Data item", "Its words, where the file has them")
    years: Text = item("Years", "Year or years as printed: 2016, 2016-17 (OT)", required=True)
    area_name: Text = item("LA and Regions", "Name of the area", required=True)
    value: Text = figure("Values", "The figure as printed; - where there is none")
    area_number: Text = item("LA Number", "DfE number of the area", required=True, number=LA_CODE)
    region_name: Text = item("Region", "Region of an authority; NA of regions and England")


class LaitMeasure(Table):
    """One row per measure as the tool shows it: topic, words, unit, direction. DfE; some stand twice."""

    code: Text = item("Measure_code", "Number of the measure")
    topic: Text = item("Topic", "Topic it is shown under", required=True)
    words: Text = item("Measure", "The measure in words", required=True)
    title: Text = item("Chart_title", "The measure as a chart is called")
    measure: Text = item("Measure_short", "Short name of the measure", required=True)
    polarity: Text = item("Polarity", "High or Low: which is good")
    unit: Text = item("y_axis_name", "What its figures are in")
    schools: Text = item("state_funded_flag", "Which schools it is of")
    table_status: Text = item("Table_status", "What is to be known of the table")
    definition: Text = item("Description", "What it counts")
    updated: Text = item("Last Update", "When it was updated, as a spreadsheet numbers days")
    source: Text = item("Data Owner (DO) /Supplier and Contact Details", "Whose figures they are")
    no_quartile: Text = item("No_Quartile", "N: no quartile bands are shown for it")
    year_kind: Text = item("Year_Type", "Calendar Year, Academic Year, Financial Year, Annual", required=True)


LAIT = Extract(
    name="lait",
    title="Local authority interactive tool",
    governance=published(DFE, "To compare children's services with England, regions and other authorities"),
    frequency=YEARLY,
    first_year=2019,
    parts=(
        EDITION,
        Part("values", LaitValue, needed=False, also=("lait_long", "bds_long")),
        Part("measures", LaitMeasure, needed=False, also=("lait_data_dictionary",)),
    ),
    head="edition",
    is_published=True,
)
