"""The cells of a mart and what adds up, one row at a time: plain and slow, to compare the fast way with.

And a small mart in which everything a heading can say adds up, from so many children each.
"""

import itertools
import random
from collections import defaultdict

import pandas as pd

from pipelines.sql import JoinedSum, NestedSum, Sum, TopicSum

AREAS, SEXES, MEALS = ("391", "393"), ("Girl", "Boy"), ("Free", "Paid")
WARDS = {"Benton": "North", "Byker": "North", "Walker": "South"}
PROVISIONS = ("Plan", "Support", "None")
CHILDREN = list(itertools.product(AREAS, SEXES, MEALS, WARDS, PROVISIONS))
# which groups the mart tells of, each a topic and the label of a child in it
GROUPS = [
    *((), ("Sex",), ("Meals",), ("Ward",), ("Place",)),
    *(("Sex", "Meals"), ("Sex", "Ward"), ("Sex", "Place"), ("Ward", "Meals")),
]
HEADING = """-- title: Everything that adds up
-- grain: area, topic, label, topic_2, label_2, provision
-- owner: team:x
-- rule: education
-- dimension area: a
-- dimension topic: t
-- dimension label: l
-- dimension topic_2: t
-- dimension label_2: l
-- dimension provision: p
-- attribute part_of: what it is part of
-- count n: children
-- count base over area, topic, label, topic_2, label_2: everyone
-- adds area: joined by +
-- adds provision: All = Plan + Support
-- adds label: within topic to Total
-- adds label: nested in topic by part_of
-- crosses topic, label: topic_2, label_2
-- rest: base - n
select 1
"""


def everything(numbers, seed=0):
    """The mart of so many children of each kind; some rows of nobody are left out, some turned round."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    told = defaultdict(int)
    for (area, sex, meals, ward, provision), children in zip(CHILDREN, numbers, strict=True):
        label = {"Sex": sex, "Meals": meals, "Ward": ward, "Place": WARDS[ward]}
        for topics in GROUPS:
            pairs = tuple((topic, label[topic]) for topic in topics)
            for where in (area, "+".join(AREAS)):
                told[where, pairs, provision] += children
    rows = []
    for where, pairs, _ in [key for key in told if key[2] == "None"]:
        plan, support, none = (told[where, pairs, provision] for provision in PROVISIONS)
        padded = [*pairs, ("Total", "Total"), ("Total", "Total")][:2]
        if len(pairs) == 2 and chance.random() < 0.5:
            padded.reverse()
        part_of = f"Place: {WARDS[padded[0][1]]}" if padded[0][0] == "Ward" else None
        if not plan + support + none and chance.random() < 0.5:
            continue
        for provision, n in (("All", plan + support), ("Plan", plan), ("Support", support)):
            rows.append((where, *padded[0], *padded[1], provision, part_of, n, plan + support + none))
    chance.shuffle(rows)
    columns = ["area", "topic", "label", "topic_2", "label_2", "provision", "part_of", "n", "base"]
    return pd.DataFrame(rows, columns=columns)


def plain_cells(table, mart):
    """The people of each cell by its key; lines as the key of the whole and those of the parts; pairs."""
    rows = table.to_dict("records")
    people, lines = {}, set()
    for count in mart.of_role("count"):
        ways = {}
        for row in rows:
            for way in both_ways(row, count, mart):
                ways[tuple(way[name] for name in count.over)] = key_of(row, count, mart)
            people[key_of(row, count, mart)] = row[count.name]
        for adds in mart.sums:
            if adds.dimension in count.over:
                lines |= set(plain_lines(adds, count, ways, rows, mart))
    pairs = {(key_of(row, c, mart), key_of(row, d, mart)) for row in rows for c, d in rests(mart)}
    return people, lines, pairs


def rests(mart):
    by_name = {count.name: count for count in mart.of_role("count")}
    return [(by_name[rest.base], by_name[rest.count]) for rest in mart.rests]


def both_ways(row, count, mart):
    yield row
    if mart.cross and set(mart.cross.columns) <= set(count.over):
        there = [*mart.cross.first, *mart.cross.second]
        back = [*mart.cross.second, *mart.cross.first]
        yield {**row, **{name: row[other] for name, other in zip(there, back, strict=True)}}


def key_of(row, count, mart):
    keys = [tuple(way[name] for name in count.over) for way in both_ways(row, count, mart)]
    return (count.name, *min(keys))


def plain_lines(adds, count, ways, rows, mart):  # noqa: C901 - plain
    parts = defaultdict(set)
    parents = {}
    if isinstance(adds, NestedSum):
        parents = {
            alone(r, count, mart): r[adds.attribute] for r in rows if isinstance(r[adds.attribute], str)
        }
    for key, cell in ways.items():
        at = dict(zip(count.over, key, strict=True))
        label = at[adds.dimension]
        if isinstance(adds, JoinedSum) and adds.mark in label:
            for part in label.split(adds.mark):
                if found := ways.get(tuple({**at, adds.dimension: part}.values())):
                    parts[key, ""].add(found)
        elif isinstance(adds, Sum) and (
            label in adds.parts or (adds.parts == ("*",) and label != adds.whole)
        ):
            parts[tuple({**at, adds.dimension: adds.whole}.values()), ""].add(cell)
        elif isinstance(adds, TopicSum) and at[adds.topic] != adds.whole:
            whole = {**at, adds.dimension: adds.whole, adds.topic: adds.whole}
            parts[tuple(whole.values()), at[adds.topic]].add(cell)
        elif isinstance(adds, NestedSum) and (parent := parents.get(alone(at, count, mart))):
            topic, _, group = parent.partition(": ")
            parts[tuple({**at, adds.topic: topic, adds.dimension: group}.values()), at[adds.topic]].add(cell)
    for (whole, _), found in parts.items():
        if whole in ways:
            yield ways[whole], frozenset(found)


def alone(row, count, mart):
    """The row but for the group it is crossed with."""
    second = mart.cross.second if mart.cross else ()
    return tuple(row[name] for name in count.over if name not in second)
