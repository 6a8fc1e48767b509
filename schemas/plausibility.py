"""What makes a release believable beside the last: the questions, their limits and why, what to do on a no.

Nothing is asked here. Which columns a question is for follows from the headings of the marts, so that a new
mart is asked without a line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# What marts call the period of a row: the first of these that is a dimension of the mart.
PERIODS = ("census", "return_year", "academic_year", "wave", "returned", "edition_year", "period", "year")
# The day on which a case system was read. A calendar year that ends later is not over: it has fewer events
# than a whole one, and more by the next release, whatever happens. So it is not compared until it is over.
READ_ON, YEAR_ENDS = "snapshot_day", "-12-31"
# Their values come with the code and with parts of returns: new ones are no news of children.
GROWING = frozenset({"rule", "item", "part"})
# A share that is weighted is not its count over its base.
WEIGHTED = "weighted_"
PERCENT, BASE = "_percent", "_base"

# The marts call a base below 30 small: one child is more than three points of it.
LEAST_BASE = 30
# Of fewer, the late return of one class is several per cent.
LEAST_TOTAL = 100
# A period told before moves by late plans and by a school's second return, each well under one per cent
# of an authority; a large school lost, or counted twice, is above.
REVISION_PERCENT = 5.0
# Plans have grown by about a tenth a year; a quarter more or fewer from one period to the next is news.
GROWTH_PERCENT = 25.0
# Three children of the smallest base.
SHARE_POINTS = 10.0
# Of 100 persons 5 in another group than before.
DISTANCE = 0.05
# Up, readers lose what they had; down, what was hidden for a reason is shown.
SUPPRESSED_POINTS = 10.0
# A share and its count over its base are the same number, but for the last decimal.
ROUNDING_POINTS = 0.1


@dataclass(frozen=True)
class Expectation:
    """One question. ``asks`` speaks of ``{of}``, in general of ``general``.

    ``on_failure``: what a person does when the answer is no.
    """

    id: str
    asks: str
    on_failure: str
    general: str = ""

    def words(self, of: str = "") -> str:
        """The question as it was put; without ``of`` in general."""
        return self.asks.format(of=of or self.general)


_RUN = "Look at what the run says of this mart, and at the deliveries it reads."
_SQL = "This is an error of ours: mend the mart's .sql file or what it reads; do not approve the release."
_MOVED = "See what moved and by which delivery (send diff); approve only with the reason."

_ALL = (
    Expectation("release_has_rows", "Some mart of the release has rows.", _RUN),
    Expectation("marts_there", "Every mart of the last release is still there.", _RUN),
    Expectation("rows_there", "A mart that had rows in the last release has rows.", _RUN),
    Expectation("columns_as_declared", "The columns are those that the heading declares.", _SQL),
    Expectation(
        "columns_unchanged",
        "The columns are those of the last release.",
        "Tell readers which columns are new, renamed or gone, then approve.",
    ),
    Expectation("grain_once", "No two rows are the same by {of}.", _SQL, "the grain"),
    Expectation("not_negative", "{of} is never negative.", _SQL, "A count"),
    Expectation("within_base", "{of}.", _SQL, "A count is never above its base"),
    Expectation("percent_range", "{of} lies within 0 and 100.", _SQL, "A share"),
    Expectation("percent_of_counts", "{of} is its count per 100 of its base.", _SQL, "A share"),
    Expectation("interval_around", "{of}.", _SQL, "An interval holds its figure"),
    Expectation("sums_hold", "What the heading says adds up does so among the figures that are shown.", _SQL),
    Expectation(
        "totals_agree",
        "{of}, wherever both are shown.",
        _SQL,
        "A total told in two marts is the same in both",
    ),
    Expectation(
        "latest_period",
        "The latest {of} of each kind is not older than in the last release.",
        "A delivery is missing or was withdrawn: land it again, or tell readers why it is gone.",
        "period",
    ),
    Expectation(
        "periods_there",
        "Each {of} of the last release is still there.",
        "A delivery is missing or was withdrawn: land it again, or tell readers why it is gone.",
        "period",
    ),
    Expectation(
        "categories_gone",
        f"No value of {{of}} with a count of {LEAST_BASE} or more is gone from a period that both hold.",
        _MOVED,
        "a dimension",
    ),
    Expectation(
        "categories_new",
        f"No value of {{of}} with a count of {LEAST_BASE} or more is new in a period that both hold.",
        _MOVED,
        "a dimension",
    ),
    Expectation(
        "counts_steady",
        "In each period that both hold, {of} over the cells that both show moved by "
        f"{REVISION_PERCENT:g} per cent at most.",
        _MOVED,
        "a count",
    ),
    Expectation(
        "growth",
        "From the period before to a new one, {of} over the cells that both show moved by "
        f"{GROWTH_PERCENT:g} per cent at most.",
        "Hold the new return against the one before it: a school or a part may be missing, or there twice.",
        "a count",
    ),
    Expectation(
        "shares_steady",
        f"Where both releases show it with a base of {LEAST_BASE} or more, {{of}} moved by "
        f"{SHARE_POINTS:g} points at most.",
        _MOVED,
        "a share",
    ),
    Expectation(
        "distribution_steady",
        f"In each period that both hold, {DISTANCE:.0%} at most of {{of}} are in another group than before.",
        "Look for a code that is read as another now: a mapping, a code list, a new layout of the return.",
        "a count by a dimension",
    ),
    Expectation(
        "suppression_steady",
        "In the periods that both hold, the share of rows with suppressed figures moved by "
        f"{SUPPRESSED_POINTS:g} points at most.",
        "Up: smaller groups, or a new breakdown. Down: have the disclosure rules looked at before approving.",
    ),
)
EXPECTATIONS: Mapping[str, Expectation] = {one.id: one for one in _ALL}
