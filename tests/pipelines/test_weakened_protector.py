"""Were the protector weaker, would the attack see it? Each way is hidden by hand, and caught for what it is.

What ``protect`` makes of the same tables passes; and where one thing gives it away (a second mart, an earlier
release, a second hierarchy), the weakened table passes without that thing. How well ``protect`` chooses is
tested elsewhere.
"""

from dataclasses import replace

import pandas as pd
import pytest

from pipelines.disclosure import DisclosureRiskError, Telling, assert_safe, protect
from pipelines.disclosure_past import told_by
from pipelines.sql import Column
from schemas.disclosure import POLICIES
from tests.pipelines.test_disclosure import EDUCATION, GROUP_RATE, ONE_WAY, mart, one_way, rates
from tests.pipelines.test_disclosure_attack import suppressed
from tests.pipelines.test_disclosure_sums import declared

HEALTH, SURVEY = POLICIES["health_unrounded"], POLICIES["survey"]
GROUPS = one_way(All=60, A=3, B=10, C=20, D=27)
ALL, A, B, C = range(4)
ADDS_UP = "adds group: All = *"


def told(table, of=ONE_WAY, policy=EDUCATION):
    return Telling(table, of, policy)


def why(small=0, derived=0, worked_out=0):
    return (
        f"{small} small counts shown, {derived} derived values left beside a hidden count, "
        f"{worked_out} hidden cells can be worked out"
    )


def caught(weak, full, reason, past=None):
    """The weakened tables are refused for this reason; what the protector makes of the same is not."""
    with pytest.raises(DisclosureRiskError) as refused:
        assert_safe(weak, past=past, full=full)
    assert reason in str(refused.value)
    own = protect(full, past=past)
    assert_safe([replace(one, table=own[one.mart.name].table) for one in full], past=past, full=full)


def released(full, weak):
    """What a release leaves behind."""
    return told_by(full, weak)


def test_a_missing_secondary():
    # 60 - 10 - 20 - 27 = 3
    caught([told(suppressed(GROUPS, A))], [told(GROUPS)], why(worked_out=1))
    assert_safe([told(suppressed(GROUPS, A).drop(index=ALL))])


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 2)], ids=["one each", "one and two"])
def test_a_line_with_no_room(a, b):
    # zeros are shown, so each is one at least: 2 = 1 + 1, and 3 = 1 + 2 or 2 + 1
    full = one_way(All=a + b + 50, A=a, B=b, C=20, D=30)
    caught([told(suppressed(full, A, B))], [told(full)], why(worked_out=2))
    assert_safe([told(suppressed(full, A, B, C))])


def test_a_leaked_percentage():
    full = rates(("A", "EHC plan", 3, 60), ("A", "SEN support", 6, 60))
    # 5 per cent of 60 is 3
    caught([told(suppressed(full, 0), GROUP_RATE)], [told(full, GROUP_RATE)], why(derived=1))
    assert_safe([told(suppressed(full, 0, columns=("n", "percent")), GROUP_RATE)])


@pytest.mark.parametrize("ranked_by", ["n", "percent"])
def test_a_leaked_rank(ranked_by):
    columns = (*GROUP_RATE.of_role("derived"), Column("place", "derived", "", derived_from=(ranked_by,)))
    ranked = mart(*GROUP_RATE.grain, counts=GROUP_RATE.of_role("count"), derived=columns)
    full = rates(("A", "Plan", 6, 60), ("B", "Plan", 5, 40), ("C", "Plan", 8, 50)).assign(place=[3, 2, 1])
    # place 2 by percentage: between 10 and 16 of a hundred, so 5 or 6 of 40
    weak = suppressed(full, 1, columns=("n", "percent"))
    caught([told(weak, ranked)], [told(full, ranked)], why(derived=1))
    assert_safe([told(suppressed(full, 1, columns=("n", "percent", "place")), ranked)])


def test_two_marts_that_differ_by_a_few(tmp_path):
    tie = "also n at group = All: other.n at coverage = State + Special"
    schools, other = declared(tmp_path, "group", tie), replace(declared(tmp_path, "coverage"), name="other")
    everyone = one_way(All=100)
    parts = pd.DataFrame({"coverage": ["State", "Special"], "n": [97, 3]})
    weak = [told(everyone.assign(status="shown"), schools), told(suppressed(parts, 1), other)]
    # 100 - 97 = 3, and neither mart alone holds more than one of the two
    caught(weak, [told(everyone, schools), told(parts, other)], why(worked_out=1))
    for one in weak:
        assert_safe([one])


def test_a_secondary_that_another_mart_shows(tmp_path):
    schools = declared(tmp_path, "group", ADDS_UP, "also n at group = B: other.n at kind = b")
    other = replace(declared(tmp_path, "kind", "adds kind: All = *"), name="other")
    kinds = pd.DataFrame({"kind": ["All", "b", "c", "d"], "n": [30, 10, 4, 16]})
    weak = [told(suppressed(GROUPS, A, B), schools), told(suppressed(kinds, 2, 3), other)]
    # A + B = 13 and c + d = 20 leave room; b = 10 is B, so A = 3
    caught(weak, [told(GROUPS, schools), told(kinds, other)], why(worked_out=1))
    for one in weak:
        assert_safe([one])


def test_a_secondary_that_another_body_publishes(tmp_path):
    known = declared(tmp_path, "group", ADDS_UP, "public n at group = All + [BD]: a yearly bulletin")
    # the bulletin says B = 10 and the table All, C and D: 60 - 10 - 20 - 27 = 3
    caught([told(suppressed(GROUPS, A, B), known)], [told(GROUPS, known)], why(worked_out=1))
    assert_safe([told(suppressed(GROUPS, A, C), known)], full=[told(GROUPS, known)])
    assert_safe([told(suppressed(GROUPS, A, B))], full=[told(GROUPS)])


def test_a_secondary_left_out_for_another_body_publishes_it(tmp_path):
    # the bulletin tells A as all else is in it, but it may come later, or differ
    known = declared(tmp_path, "group", ADDS_UP, "public n at group = *: a yearly bulletin")
    caught([told(suppressed(GROUPS, A), known)], [told(GROUPS, known)], why(worked_out=1))
    assert_safe([told(suppressed(GROUPS, A, B), known)], full=[told(GROUPS, known)])


def test_a_number_that_only_the_stricter_of_two_rules_hides(tmp_path):
    schools = declared(tmp_path, "group", "also n at group = A: other.n at kind = a")
    clinics = replace(declared(tmp_path, "kind"), name="other")
    full = [
        told(one_way(A=6, B=30), schools),
        told(pd.DataFrame({"kind": ["a", "b"], "n": [6, 40]}), clinics, HEALTH),
    ]
    weak = [
        told(full[0].table.assign(status="shown"), schools),
        told(suppressed(full[1].table, 0), clinics, HEALTH),
    ]
    # six may be shown by the one rule, and not by the other; they are the same six
    caught(weak, full, why(worked_out=1))
    for one in weak:
        assert_safe([one])


def test_another_secondary_in_the_second_release():
    past = released([told(GROUPS)], [told(suppressed(GROUPS, A, B))])
    weak = [told(suppressed(GROUPS, A, C))]
    # the first shows C = 20, the second B = 10: A = 60 - 10 - 20 - 27
    caught(weak, [told(GROUPS)], why(worked_out=1), past)
    assert_safe(weak)


def test_a_number_of_today_that_tells_one_of_an_earlier_release():
    past = released([told(GROUPS)], [told(suppressed(GROUPS, A, B))])
    now = one_way(All=65, A=8, B=10, C=20, D=27)
    weak = [told(now.assign(status="shown"))]
    # nothing is small today; but B = 10 was hidden, and A was 60 - 10 - 20 - 27 = 3
    caught(weak, [told(now)], why(worked_out=1), past)
    assert_safe(weak)


HIERARCHIES = (
    "attribute phase: p",
    "attribute type: t",
    "adds name: nested in topic by phase",
    "adds name: nested in topic by type",
)
# Six hidden schools in a ring: 3 and 10 are primary, 10 and 10 of type 2, 10 and 3 secondary, and so on.
RING = [("1", "1", 3), ("1", "2", 10), ("2", "2", 10), ("2", "3", 3), ("3", "3", 10), ("3", "1", 10)]
SEEN = [("1", "3", 30), ("2", "1", 40), ("3", "2", 50)]


def of_schools():
    schools = [
        ("School", f"{phase}{kind}", f"Phase: {phase}", f"Type: {kind}", n)
        for phase, kind, n in (*RING, *SEEN)
    ]
    margins = [
        # phases: 3 + 10 + 30, 10 + 3 + 40, 10 + 10 + 50; types: 3 + 10 + 40, 10 + 10 + 50, 3 + 10 + 30
        (topic, label, None, None, n)
        for topic, numbers in (("Phase", (43, 53, 70)), ("Type", (53, 70, 43)))
        for label, n in zip("123", numbers, strict=True)
    ]
    return pd.DataFrame([*schools, *margins], columns=["topic", "name", "phase", "type", "n"])


def test_two_hierarchies_of_the_same_schools(tmp_path):
    full, both = of_schools(), declared(tmp_path, "topic, name", *HIERARCHIES)
    weak = suppressed(full, *range(6))
    # Each phase and each type hides two, of 13 or 20. But one more in a school is one fewer in its neighbour,
    # all round the ring: the two of 3 stand opposite, so either may be 1 to 5, and no more.
    caught([told(weak, both)], [told(full, both)], why(worked_out=2))
    for topic, line in (("Type", 2), ("Phase", 3)):
        alone = declared(tmp_path, "topic, name", *HIERARCHIES[:2], HIERARCHIES[line])
        assert_safe([told(weak[weak["topic"] != topic].reset_index(drop=True), alone)])


WITH_ALL = replace(GROUP_RATE, sums=ONE_WAY.sums)


RATE = ("n", "percent")


def test_a_group_of_which_all_are_counted_is_no_cover():
    b_and_c = ("B", "Plan", 3, 6), ("C", "Plan", 30, 40)
    full = rates(("All", "Plan", 53, 66), ("A", "Plan", 20, 20), *b_and_c)
    # A + B = 23 and A is at most its base of 20, so B is 3 to 6, and of A 0 to 3 are left
    weak = suppressed(full, A, B, columns=RATE)
    caught([told(weak, WITH_ALL)], [told(full, WITH_ALL)], why(worked_out=2))
    # with 20 of 40 in A, B is 1 to 6, 0 to 5 are left of it, and many of A
    roomy = rates(("All", "Plan", 53, 86), ("A", "Plan", 20, 40), *b_and_c)
    assert_safe([told(suppressed(roomy, A, B, columns=RATE), WITH_ALL)])


def test_a_hidden_count_that_is_not_small_but_leaves_few():
    full = rates(("All", "Plan", 47, 60), ("A", "Plan", 17, 20), ("B", "Plan", 30, 40))
    # 47 - 30 = 17 of 20: three have none
    weak = suppressed(full, A, columns=RATE)
    caught([told(weak, WITH_ALL)], [told(full, WITH_ALL)], why(worked_out=1))
    assert_safe([told(weak.drop(index=ALL), WITH_ALL)])


@pytest.mark.parametrize(
    ("n", "base", "columns", "reason"),
    [
        pytest.param(57, 60, None, why(small=1), id="three are left"),
        # of a base of four seen, 1 to 4 are counted and 0 to 3 are not
        pytest.param(4, 4, RATE, "1 hidden cells can be worked out", id="all of a small base, which is left"),
        pytest.param(4, 4, ("base", "percent"), why(small=1), id="all of a small base, its count left"),
        pytest.param(4, 60, ("base", "percent"), why(small=1), id="the base hidden in place of the count"),
    ],
)
def test_the_wrong_one_of_count_and_base(n, base, columns, reason):
    full = rates(("A", "Plan", n, base))
    weak = suppressed(full, 0, columns=columns) if columns else full.assign(status="shown")
    caught([told(weak, GROUP_RATE)], [told(full, GROUP_RATE)], reason)


def test_the_sum_of_areas_beside_one_of_them(tmp_path):
    areas = declared(tmp_path, "area", "adds area: joined by +")
    full = pd.DataFrame({"area": ["391", "393", "391+393"], "n": [3, 40, 43]})
    weak = suppressed(full, 0)
    # 43 - 40 = 3
    caught([told(weak, areas)], [told(full, areas)], why(worked_out=1))
    assert_safe([told(weak.head(2), areas)])


def test_a_total_hidden_in_one_column_and_shown_in_another(tmp_path):
    columns = ("adds part: Total = *", "count everyone over area: all")
    same = "same everyone: n at part = Total"
    full = pd.DataFrame({"area": "391", "part": ["Total", "a", "b"], "n": [6, 1, 5], "everyone": 6})
    weak = suppressed(full, 0, 1, 2)
    # a + b = 6 and neither is nought: 1 to 5 each
    tied = declared(tmp_path, "area, part", *columns, same)
    caught([told(weak, tied)], [told(full, tied)], why(worked_out=2))
    assert_safe([told(weak, declared(tmp_path, "area, part", *columns))])


def test_a_thin_base_of_a_survey():
    full = rates(("A", "Agree", 0, 9), ("B", "Agree", 20, 40))
    weak = full.assign(status="shown")
    # nine answered, one too few: neither they nor those who agree of them may be seen
    caught([told(weak, GROUP_RATE, SURVEY)], [told(full, GROUP_RATE, SURVEY)], why(small=2))
    # by the rule of the census nine are many, and nobody is nobody
    assert_safe([told(weak, GROUP_RATE)])


def test_a_thin_base_left_beside_its_hidden_count():
    full = rates(("A", "Agree", 0, 9), ("B", "Agree", 20, 40))
    weak = suppressed(full, 0, columns=RATE)
    reason = "small counts shown, 0 derived values left beside a hidden count, 0 hidden cells"
    caught([told(weak, GROUP_RATE, SURVEY)], [told(full, GROUP_RATE, SURVEY)], reason)
    assert_safe([told(weak, GROUP_RATE)])


def test_parts_of_an_earlier_release_and_their_sum_today():
    parts, whole = GROUPS.drop(index=ALL), GROUPS.head(1)
    past = released([told(parts)], [told(suppressed(parts, A))])
    # 60 - 10 - 20 - 27 = 3, though neither release holds a line
    caught([told(whole.assign(status="shown"))], [told(whole)], why(worked_out=1), past)


def test_the_sum_of_an_earlier_release_and_its_parts_today():
    parts, whole = GROUPS.drop(index=ALL), GROUPS.head(1)
    past = released([told(whole)], [told(whole.assign(status="shown"))])
    caught([told(suppressed(parts, A))], [told(parts)], why(worked_out=1), past)


def test_a_mart_of_an_earlier_release_and_one_tied_to_it_today(tmp_path):
    tie = "also n at group = All: other.n at coverage = State + Special"
    schools, other = declared(tmp_path, "group", tie), replace(declared(tmp_path, "coverage"), name="other")
    everyone, parts = one_way(All=100), pd.DataFrame({"coverage": ["State", "Special"], "n": [97, 3]})
    past = released([told(parts, other)], [told(suppressed(parts, 1), other)])
    # 100 - 97 = 3, as where both are told together
    weak = [told(everyone.assign(status="shown"), schools)]
    caught(weak, [told(everyone, schools)], why(worked_out=1), past)


def test_a_base_of_an_earlier_release_and_its_count_today():
    full = rates(("A", "Plan", 57, 60))
    past = released([told(full, GROUP_RATE)], [told(suppressed(full, 0, columns=RATE), GROUP_RATE)])
    # the first shows 60, the second 57: three have none
    weak = [told(suppressed(full, 0, columns=("base", "percent")), GROUP_RATE)]
    caught(weak, [told(full, GROUP_RATE)], "small counts shown", past)


def test_a_thin_base_that_is_a_difference():
    full = rates(("All", "Agree", 20, 49), ("A", "Agree", 0, 9), ("B", "Agree", 20, 40))
    weak = suppressed(full, A, columns=("base", *RATE))
    # 49 - 40 = 9 answered, and 20 - 20 = 0 of them agree
    caught([told(weak, WITH_ALL, SURVEY)], [told(full, WITH_ALL, SURVEY)], "can be worked out")
