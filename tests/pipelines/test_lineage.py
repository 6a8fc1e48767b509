import pytest
from sqlglot.schema import MappingSchema

from pipelines import core, lineage
from pipelines.lineage_sql import CHOICE, CONSTANT, VALUE, OpaqueQueryError, TracedQuery, given
from pipelines.sql import read_marts, tables_read

SCHEMA = MappingSchema(
    {
        "core": {"t": dict.fromkeys("abck", "varchar"), "u": dict.fromkeys("ad", "varchar")},
        "codes": {"sex": {"code": "varchar", "label": "varchar"}},
    },
    dialect="duckdb",
)
KEYS = {"core.t": ("k",), "core.u": ("a",)}


def traced(sql, column="x", **row):
    """What a column is made from, and what chooses, written ``t.a t.b`` and ``t.c``."""
    found = TracedQuery(sql, SCHEMA, KEYS).sources(column, given(row))
    names = {(s.how, s.table.removeprefix("core.") + "." + s.column) for s in found if s.table != CONSTANT}
    return tuple(" ".join(sorted(name for how, name in names if how == kind)) for kind in (VALUE, CHOICE))


@pytest.mark.parametrize(
    ("sql", "value", "choice"),
    [
        ("select a || b as x from core.t", "t.a t.b", ""),
        ("select count(*) as x from core.t", "t.k", ""),
        ("select count(*) as x from core.t where c = '1'", "t.k", "t.c"),
        ("select count(*) filter (where b = 'K') as x from core.t", "t.b t.k", ""),
        ("select a, count(*) as x from core.t group by all", "t.k", "t.a"),
        ("select sum(b) as x from core.t group by a having max(c) > 1", "t.b", "t.a t.c t.k"),
        ("with s as (select * exclude (c) from core.t) select a as x from s", "t.a", ""),
        ("with s as (select a, b as a2 from core.t) select a2 as x from (select * from s)", "t.b", ""),
        ("select arg_max(a, b) as x from core.t", "t.a t.b", "t.k"),
        ("select t.a as x from core.t as t semi join core.u as u on u.d = t.b", "t.a", ""),
        ("select count(*) as x from core.t as t semi join core.u as u on u.d = t.b", "t.k", "t.b u.a u.d"),
        ("select count(*) as x from core.t where a in (select d from core.u)", "t.k", "t.a u.a u.d"),
        ("select d as x from core.t inner join core.u using (a)", "u.d", "t.a"),
        ("select label as x from core.t left join codes.sex on code = b", "codes.sex.label t.b", ""),
        ("select row_number() over (partition by a order by b) as x from core.t", "", "t.a t.b t.k"),
        ("select max(c) over (partition by a) as x from core.t", "t.c", "t.a t.k"),
        ("select 100 * i.value as x from (select wilson(a, b) as i from core.t)", "t.a t.b", ""),
        ("select x from core.t cross join lateral (select t.a > t.b as x)", "t.a t.b", ""),
        ("select l.x from core.t cross join lateral (select t.a > t.b as x) as l", "t.a t.b", ""),
        ("select w.x from core.t cross join unnest([a, b]) as w(x)", "t.a t.b", ""),
        (
            "with w as (select * from core.t) select l.x from w, lateral (select w.a as x) as l",
            "t.a",
            "",
        ),
        (
            "with s as (select k, b from core.t qualify row_number() over (partition by a order by c) = 1) "
            "select count(*) as x from s",
            "t.k",
            "t.a t.c",
        ),
        (
            'with s as (unpivot core.t on a as "A", b as "B" into name n value v) select v as x from s',
            "t.a t.b",
            "",
        ),
        ("select v as x from core.t unpivot include nulls (v for n in (a as 'A', b))", "t.a t.b", ""),
        ("select v as x from core.t unpivot (v for n in (columns('^[ab]$')))", "t.a t.b", ""),
        ("select a as y, b as x from core.t union all select d, a from core.u", "t.b u.a", ""),
        (
            "select a as y, b as x from core.t union all by name select d as x, a as y from core.u",
            "t.b u.d",
            "",
        ),
        (
            "select case when grouping(a) = 1 then 'All' else a end as g, count(*) as x from core.t "
            "group by grouping sets ((a, b), (b))",
            "t.k",
            "t.a t.b",
        ),
    ],
)
def test_a_column_comes_from(sql, value, choice):
    assert traced(sql) == (value, choice)


UNION = "select 'one' as g, a as x from core.t union all select 'two' as g, d as x from core.u"


def test_a_branch_whose_constant_contradicts_the_row_is_left_out():
    assert traced(UNION) == ("t.a u.d", "")
    assert traced(UNION, g="two") == ("u.d", "")
    assert traced(f"with s as ({UNION}) select g as h, x from s where x > '1'", h="one") == ("t.a", "")
    words = "case when b = '1' then 'one' else 'other' end"
    assert traced(f"select {words} as g, a as x from core.t", g="other") == ("t.a", "")
    assert traced(f"select {words} as g, a as x from core.t", g="two") == ("", "")


def test_an_unpivoted_row_comes_from_its_own_column():
    sql = 'with s as (unpivot core.t on a as "A", b as "B" into name n value v) select n, v as x from s'
    assert traced(sql, n="B") == ("t.b", "")


def test_a_row_written_in_the_query_can_contradict():
    sql = f"select o, x from ({UNION}) as s cross join (values ('one', 'eins')) as w(g, o)"
    assert traced(sql, o="eins")[0] == "t.a u.d"
    assert traced(sql, o="zwei") == ("", "")


def test_a_window_sees_the_other_rows_of_its_partition():
    sql = f"select g, y, max(x) over (partition by y) as m, x from (select *, 'z' as y from ({UNION}))"
    assert traced(sql, "x", g="two")[0] == "u.d"
    assert traced(sql, "m", g="two")[0] == "t.a u.d"
    assert traced(sql, "m", y="other") == ("", "")


def test_what_a_row_says_goes_through_joins_to_the_tables():
    sql = "select t.a as la, u.d as x from core.t as t inner join core.u as u on u.a = t.a and t.b = '1'"
    found = TracedQuery(sql, SCHEMA, KEYS).sources("x", given({"la": 391}))
    assert {(s.table, s.where) for s in found} == {
        ("core.u", frozenset({("a", "391")})),
        ("core.t", frozenset({("a", "391"), ("b", "1")})),
    }


@pytest.mark.parametrize(
    "sql",
    [
        "pivot core.t on a using count(*) group by b",
        "with p as (pivot core.t on a using count(*)) select * from p",
        "select columns('^a') from core.t",
        "select x from core.t",
    ],
)
def test_a_query_that_cannot_be_seen_through_says_so(sql):
    with pytest.raises(OpaqueQueryError):
        TracedQuery(sql, SCHEMA, KEYS)


def test_then_every_column_may_come_from_every_column_read():
    step = lineage._Step("x.sql", "select columns('^la') from core.plan")
    assert not step.is_exact
    names = core.arrow_schema(lineage.TABLES["core.plan"].model).names
    assert {(s.table, s.column) for s in step.sources("la_code")} == {("core.plan", name) for name in names}


def ends(column, **row):
    found = lineage.leaves("marts.prevalence", column, given(row))
    return {how: {f"{n.table}.{n.column}" for n in nodes} for how, nodes in found.items()}


def test_a_prevalence_comes_from_the_census_and_the_independent_schools():
    found = ends("pupil_count")
    assert {
        "school_census.pupilonroll.senprovision",
        "independent_schools.school.sensupport",
        "independent_schools.school.ehcplan",
    } <= found[VALUE]
    assert "independent_schools.school.headcount" not in found[VALUE] | found[CHOICE]
    assert {"school_census.pupilonroll.enrolstatus", "school_census.pupilonroll.entrydate"} <= found[CHOICE]
    assert "independent_schools.school.headcount" in ends("pupil_base")[VALUE]
    assert "school_census.pupilonroll.(the record itself)" in ends("pupil_base")[VALUE]


def test_a_figure_of_one_kind_of_school_comes_from_that_kind_only():
    found = ends(
        "pupil_count", coverage="State-funded schools", breakdown_topic="Sex", sen_provision="EHC plan"
    )
    of_others = {end for how in found.values() for end in how if end.startswith("independent_schools")}
    assert not of_others
    assert "school_census.pupilonroll.sex" in found[CHOICE]
    assert "school_census.pupilonroll.ethnicity" not in found[VALUE] | found[CHOICE]


def test_the_view_of_need_tells_apart_who_returned_it():
    found = lineage.leaves("marts.plans_maintained", "breakdown", given({"breakdown_topic": "Primary need"}))
    assert "sen2.senneed.sentype" in {f"{n.table}.{n.column}" for n in (*found[VALUE], *found[CHOICE])}
    assert "school_census.senneeds" not in {n.table for n in found[VALUE]}


@pytest.mark.parametrize("mart", read_marts().values(), ids=lambda mart: mart.name)
def test_every_column_of_every_mart_ends_in_an_item_or_a_constant(mart):
    for column in mart.columns:
        found = lineage.leaves(f"marts.{mart.name}", column.name)
        assert found[VALUE], column.name
        stuck = {
            n.table for how in found.values() for n in how if n.table.split(".")[0] in {"core", "staging"}
        }
        assert not stuck, column.name


def test_every_column_of_the_core_ends_in_an_item_or_a_constant():
    for table, made in lineage.CORE_TABLES.items():
        for column in core.arrow_schema(made.model).names:
            assert lineage.leaves(table, column)[VALUE], f"{table}.{column}"


def test_every_query_is_seen_through_and_reads_what_the_database_says_it_reads():
    read = {f"marts.{m.name}": set(m.reads) for m in read_marts().values()}
    for query in (*core.queries(), *core.whole_queries()):
        read.setdefault(query.table.name, set()).update(tables_read(query.sql, query.table.name))
    for table, tables in read.items():
        found = {edge.from_table for edge in lineage.edges() if edge.table_name == table}
        assert found - {CONSTANT} == tables
    opaque = {edge.table_name for edge in lineage.edges() if not edge.exact}
    assert opaque == {"core.person_link", "core.person_change"}


def test_the_released_table_names_every_column_once_a_source():
    table = lineage.lineage_table()
    assert table.num_rows == len(set(map(tuple, (row.values() for row in table.to_pylist()))))
    made = set(zip(table["table_name"].to_pylist(), table["column_name"].to_pylist(), strict=True))
    assert {("marts.prevalence", "pupil_percent"), ("staging.sen2_person", "age_31_august")} <= made


def test_the_tree_tells_plain_words_on_the_whole_way():
    tree = lineage.sources_of("marts.prevalence", "pupil_count", given({"coverage": "Independent schools"}))
    assert tree.words == "Pupils of the group with this provision (numerator)"
    [support] = [n for n in tree.sources if n.column == "sen_support"]
    [staged] = support.sources
    [item] = staged.sources
    assert (staged.table, item.table) == ("staging.independent_schools_school", "independent_schools.school")
    assert (item.column, item.words) == ("sensupport", "Pupils on SEN support")
