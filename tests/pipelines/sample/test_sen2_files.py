import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pipelines.sample.markup import Block, lines_of
from pipelines.sample.sen2_layout import layout_of

LAYOUT_2026_ACTIVE = (
    "TransferLA PlacementDetail SENneed ReviewMeeting ReviewOutcome ReviewDraft "
    "PhaseTransferDueDate PhaseTransferFinalDate LastReview"
)


def root_of(path: Path) -> ET.Element:
    return ET.parse(path).getroot()  # noqa: S314 - written by the code under test


def counts(path: Path) -> dict[str, int]:
    """Stock and flows of plans, read off one message."""
    found = dict.fromkeys(("stock", "new", "in", "ceased", "out"), 0)
    root = root_of(path)
    in_year = str(int(root.findtext("Header/CollectionDetails/Year", "")) - 1)
    for request in root.iter("Requests"):
        active, plan = request.find("ActivePlans"), request.find("Assessment/NamedPlan")
        moved_in = active is not None and bool(active.findtext("TransferLA"))
        found["stock"] += active is not None
        found["in"] += moved_in
        if plan is None:
            continue
        found["new"] += plan.findtext("StartDate", "").startswith(in_year) and not moved_in
        if plan.findtext("CeaseDate"):
            found["out" if plan.findtext("CeaseReason") == "5" else "ceased"] += 1
    return found


@pytest.mark.parametrize("kind", ["clean", "dirty"])
def test_stock_and_flows_agree_from_year_to_year(kind, request):
    sample = request.getfixturevalue(kind)
    before = None
    for _, true in sample.known("flows").query("`return` >= '2023'").iterrows():
        c = counts(sample.message(int(true["return"])))
        flows = (true.new, true.transferred_in, true.ceased, true.transferred_out)
        assert (c["new"], c["in"], c["ceased"], c["out"]) == flows
        assert c["stock"] == true.closing
        assert (
            true.opening + true.new + true.transferred_in - true.ceased - true.transferred_out == true.closing
        )
        assert before is None or true.opening == before
        before = true.closing


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_elements_stand_in_the_order_of_their_year(clean, year):
    layout = layout_of(year)
    for element in root_of(clean.message(year)).iter():
        if element.tag in layout:
            order = [layout[element.tag].index(child.tag) for child in element]
            assert order == sorted(order)


def test_the_layouts_differ_as_the_specifications_do():
    assert "GenderCurrent" in layout_of(2023)["Person"]
    assert "Sex" in layout_of(2024)["Person"]
    assert layout_of(2023)["ActivePlans"][2:4] == ("Res", "WBP")
    assert "WBP" in layout_of(2024)["PlacementDetail"]
    assert "RequestSource" not in layout_of(2024)["Requests"]
    assert "RequestSource" in layout_of(2025)["Requests"]
    assert " ".join(layout_of(2026)["ActivePlans"]) == LAYOUT_2026_ACTIVE


def test_a_message_has_no_declaration_ends_lines_as_windows_does_and_says_what_it_is(dirty):
    data = dirty.message(2024).read_bytes()
    assert data.startswith(b"<Message>\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"<SoftwareCode>SYNTHETIC SAMPLE</SoftwareCode>" in data
    assert b"<!-- SYNTHETIC SAMPLE" in data


def requests_in(path: Path) -> list[ET.Element]:
    return list(root_of(path).iter("Requests"))


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_decisions_follow_the_rules(clean, year):
    for request in requests_in(clean.message(year)):
        outcome, assessment = request.findtext("RequestOutcome", ""), request.find("Assessment")
        assert (request.find("RequestOutcomeDate") is None) == (outcome in {"A", "W", "H"})
        assert assessment is None or outcome in {"Y", "H"}
        assert request.find("ReceivedDate") is not None or outcome == "H"
        if request.find("Exported") is not None:
            assert assessment is None
            assert request.find("ActivePlans") is None
        if assessment is not None:
            result = assessment.findtext("AssessmentOutcome", "")
            assert (assessment.find("AssessmentOutcomeDate") is not None) == (result in {"Y", "N"})
            assert (assessment.find("NamedPlan") is not None) == (result in {"Y", "H"})
            dated = [request.findtext("ReceivedDate"), request.findtext("RequestOutcomeDate")]
            days = [d for d in (*dated, assessment.findtext("AssessmentOutcomeDate")) if d]
            assert days == sorted(days)


@pytest.mark.parametrize("year", [2023, 2024, 2025, 2026])
def test_plans_and_placements_follow_the_rules(clean, year):
    root = root_of(clean.message(year))
    day = root.findtext("Header/CollectionDetails/ReferenceDate", "")
    for detail in [*root.iter("PlanDetail"), *root.iter("PlacementDetail")]:
        assert sum(bool(detail.findtext(t)) for t in ("URN", "UKPRN", "SENSetting")) == 1
        if detail.findtext("SENSetting") in {"OTH", "NIEO"}:
            assert detail.findtext("SENSettingOther")
    for plan in root.iter("NamedPlan"):
        named = [(d.findtext("PlacementRank"), d.findtext("URN") or d.tag) for d in plan.iter("PlanDetail")]
        assert [rank for rank, _ in named] in (["1"], ["1", "2"])
        assert len({place for _, place in named}) == len(named)
    for active in root.iter("ActivePlans"):
        assert {p.findtext("PlacementRank") for p in active.iter("PlacementDetail")} == {"1"}
        needs = [(n.findtext("SENtypeRank"), n.findtext("SENtype")) for n in active.iter("SENneed")]
        assert [rank for rank, _ in needs] in (["1"], ["1", "2"])
        assert len({need for _, need in needs}) == len(needs)
        assert "NSA" not in {need for _, need in needs}
        stays = [(p.findtext("EntryDate"), p.findtext("LeavingDate")) for p in active.iter("PlacementDetail")]
        assert sum(left is None for _, left in stays) == 1
        assert all(came <= (left or day) <= day for came, left in stays)


def test_everything_that_a_plan_may_say_is_said_somewhere(clean):
    roots = [root_of(clean.message(year)) for year in (2023, 2024, 2025, 2026)]
    said = {
        name: {e.text for root in roots for e in root.iter(name)}
        for name in ("PlanRes", "Res", "PlanWBP", "WBP", "PlacementRank")
    }
    assert all(said.values())
    assert said["PlanRes"] | said["Res"] <= {"A", "B"}
    assert said["PlanWBP"] | said["WBP"] <= {"S", "A"}
    assert said["PlacementRank"] == {"1", "2"}


def test_who_asked_is_told_by_some_in_2025_and_by_all_since(clean):
    def told(year: int) -> float:
        asked = [r for r in requests_in(clean.message(year)) if r.find("ReceivedDate") is not None]
        return sum(r.find("RequestSource") is not None for r in asked) / len(asked)

    assert told(2024) == 0
    assert 0.5 < told(2025) < 0.8
    assert told(2026) == 1


def test_a_person_has_a_number_or_a_reason(dirty):
    for person in root_of(dirty.message(2025)).iter("Person"):
        numbered = bool(person.findtext("UPN") or person.findtext("UniqueLearnerNumber"))
        assert numbered != bool(person.findtext("UPNunknown"))
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", person.findtext("PersonBirthDate", ""))


def test_every_person_element_is_known_in_the_truth(dirty):
    records = dirty.known("record").query("extract == 'sen2' and `return` == '2025'")
    persons = list(root_of(dirty.message(2025)).iter("Person"))
    assert records.record.tolist() == [str(n + 1) for n in range(len(persons))]
    active = [any(True for _ in p.iter("ActivePlans")) for p in persons]
    assert records.counted.tolist() == active


def test_the_two_sources_share_persons_and_each_has_its_own(dirty):
    records = dirty.known("record")
    census = set(records.query("`return` == '2025-spring'").person)
    sen2 = set(records.query("extract == 'sen2' and `return` == '2025'").person)
    assert len(census & sen2) > len(sen2) / 2
    assert sen2 - census


def test_items_are_written_in_the_order_of_the_layout_whatever_order_they_came_in():
    block = Block("SENneed", {"SENtypeRank": "1", "SENtype": "A<B", "Other": "left out"})
    assert list(lines_of(block, layout_of(2026))) == [
        "<SENneed>",
        "  <SENtype>A&lt;B</SENtype>",
        "  <SENtypeRank>1</SENtypeRank>",
        "</SENneed>",
    ]
