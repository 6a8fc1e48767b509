"""What a SEN2 return says of each case: decisions, plan, placements, needs, reviews, as XML blocks.

Which cases there are is in ``sen2_cases``; the order and the years of elements are in ``sen2_layout``; the
shapes of a return are written from these blocks.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipelines.sample.days import FAR, date_of, day_of
from pipelines.sample.markup import Block
from pipelines.sample.needs import Needs
from pipelines.sample.review_days import last_review
from pipelines.sample.schools import RECEPTION, YEAR_7, YEAR_12, Place
from pipelines.sample.sen2_cases import NO_ROW, Case, Period
from pipelines.sample.sen2_facts import Facts
from pipelines.sample.sen2_layout import REQUEST_SOURCE, plan_detail_of
from pipelines.sample.stays import AWAY
from pipelines.sample.world import World

_YOUNG_ADULT, _COMPULSORY = 16, range(5, 16)
_NOT_IN_SECTION_I = {"NEET", "NIEO", "NIEC"}
_DAY = 1


@dataclass(frozen=True)
class Return2:
    """One year's return in the making: what is true, what is known, and of when."""

    world: World
    facts: Facts
    needs: Needs
    period: Period
    year: int

    def age(self, person: int) -> int:
        """Whole years on census day."""
        return int((self.period.census - self.world.people.dob[person]) * 4 // 1461)

    def request(self, case: Case) -> Block:
        """The ``Requests`` block with everything that hangs on it."""
        block = Block("Requests", self._request_items(case))
        if case.assessment:
            block.blocks.append(self._assessment(case))
        if case.plan != NO_ROW and self.world.plans.end[case.plan] > self.period.last:
            block.blocks.append(self._active(case))
        return block

    def _request_items(self, case: Case) -> dict[str, str]:
        if case.request == NO_ROW or (case.outcome == "H" and case.assessment == "H"):
            return {"RequestOutcome": "H"}
        r, facts, row = self.world.requests, self.facts, case.request
        items = {
            "ReceivedDate": iso(r.received[row]),
            "RYA": flag(facts.in_custody[row]),
            "RequestOutcome": case.outcome,
        }
        if self.year > REQUEST_SOURCE or row % 3:  # in its first year it was voluntary
            items["RequestSource"] = facts.asked_by[row]
        if case.outcome in {"Y", "N"}:
            refused = case.outcome == "N"
            items["RequestOutcomeDate"] = iso(r.decided[row])
            items["RequestMediation"] = flag(refused and facts.mediation[row])
            items["RequestTribunal"] = flag(refused and facts.tribunal[row])
        if case.exported:
            items["Exported"] = self.facts.went_to[case.person]
        return items

    def _assessment(self, case: Case) -> Block:
        block = Block("Assessment", {"AssessmentOutcome": case.assessment})
        if case.assessment in {"Y", "N"}:
            row, refused = case.request, case.assessment == "N"
            block.items |= {
                "AssessmentOutcomeDate": iso(self.world.requests.assessed[row]),
                "AssessmentMediation": flag(refused and self.facts.mediation[row]),
                "AssessmentTribunal": flag(refused and self.facts.tribunal[row]),
                "OtherMediation": flag(not refused and self.facts.mediation[row]),
                "OtherTribunal": flag(not refused and self.facts.tribunal[row]),
                "Week20": flag(self.facts.exceptions[row]),
            }
        if case.plan != NO_ROW:
            block.blocks.append(self._named(case))
        return block

    def _named(self, case: Case) -> Block:
        plans, facts, row = self.world.plans, self.facts, case.plan
        items = {
            "StartDate": iso(facts.started[row]),
            "PB": flag(facts.budget[row]),
            "OA": flag(facts.budget[row] and not facts.payment[row]),
        }
        if facts.payment[row]:
            items["DP"] = facts.payment[row]
        end = int(plans.end[row])
        if end <= self.period.last:
            items |= {"CeaseDate": iso(end), "CeaseReason": str(plans.reason[row])}
        place = self._place_on(case.person, min(end - _DAY, self.period.last))
        for name, value in self._arrangements(place, case.person).items():
            items[f"Plan{name}"] = value
        return Block("NamedPlan", items, self._settings(place, case.person))

    def _settings(self, place: Place | None, person: int) -> list[Block]:
        """What section I names; now and then a second setting beside the first."""
        name = plan_detail_of(self.year)
        first = Block(name, {**named_setting(place), "PlacementRank": "1"})
        first.items |= self._indicators(place, person)
        if place is None or not place.urn or person % 25:
            return [first]
        others = [p for p in self.world.places.places if p.phase == "XS" and p.urn != place.urn]
        second = others[person // 25 % len(others)]
        return [first, Block(name, {**setting_of(second), "PlacementRank": "2"})]

    def _arrangements(self, place: Place | None, person: int) -> dict[str, str]:
        """Residential placements, and learning at work, where the setting has them."""
        items: dict[str, str] = {}
        if place and place.phase == "FE" and self.age(person) >= _YOUNG_ADULT and not person % 12:
            items["WBP"] = "S" if person % 24 else "A"
        if place and place.phase in {"XS", "SC"} and person % 8 == 0:
            items["Res"] = "A" if person % 16 else "B"
        return items

    def _place_on(self, person: int, day: int) -> Place | None:
        place = int(self.world.stays.place_on(np.array([day]), np.array([person]))[0])
        return None if place == AWAY else self.world.places.places[place]

    def _indicators(self, place: Place | None, person: int) -> dict[str, str]:
        """Only mainstream schools that have a unit or a base are asked."""
        items: dict[str, str] = {}
        if place and place.has_unit:
            items["SENunitIndicator"] = flag(person % 2 == 0)
        if place and place.has_resourced:
            items["ResourcedProvisionIndicator"] = flag(person % 4 == 0)
        return items

    def _active(self, case: Case) -> Block:
        plans, row = self.world.plans, case.plan
        block = Block("ActivePlans", self._review(row) | self._phase_transfer(case.person))
        if plans.transferred[row] and plans.arrival[row] >= self.period.first:
            block.items["TransferLA"] = self.facts.came_from[row]
        block.blocks += self._placements(case)
        who = case.person
        block.items |= self._arrangements(self._place_on(who, self.period.census), who)
        block.blocks.append(Block("SENneed", {"SENtype": self.needs.sen2[who], "SENtypeRank": "1"}))
        if second := self.needs.sen2_second[who]:
            block.blocks.append(Block("SENneed", {"SENtype": second, "SENtypeRank": "2"}))
        return block

    def _review(self, row: int) -> dict[str, str]:
        """The last yearly review: the meeting, the decision weeks later, a draft where it amends."""
        last = last_review(row, int(self.facts.started[row]), self.period.last)
        outcome = self.facts.review[row]
        if last is None:
            return {}
        items = {
            "ReviewMeeting": iso(last.meeting),
            "ReviewOutcome": outcome,
            "LastReview": iso(last.decided),
        }
        return items | ({"ReviewDraft": iso(last.proposed)} if outcome == "A" else {})

    def _phase_transfer(self, person: int) -> dict[str, str]:
        """Those who began Reception, Year 7 or college in the period had to have their plan by spring."""
        group = self.year - 1 - int(self.world.people.birth_year[person]) - 5
        if group not in {RECEPTION, YEAR_7, YEAR_12}:
            return {}
        due = date(self.year - 1, 3, 31) if group == YEAR_12 else date(self.year - 1, 2, 15)
        return {
            "PhaseTransferDueDate": due.isoformat(),
            "PhaseTransferFinalDate": iso(day_of(due) - person % 20),
        }

    def _placements(self, case: Case) -> list[Block]:
        """Where the person was in the period, earliest first; someone who is nowhere gets a code for it."""
        s, who, p = self.world.stays, case.person, self.period
        since = max(p.first, int(self.world.plans.arrival[case.plan]))
        rows = np.arange(*np.searchsorted(s.person, [who, who + 1]))
        rows = rows[(s.end[rows] > since) & (s.begin[rows] <= p.census)]
        blocks = [self._placement(who, int(row)) for row in rows]
        if not len(rows) or s.end[rows[-1]] <= p.census:
            last = int(s.end[rows[-1]]) if len(rows) else since
            blocks.append(self._nowhere(who, last))
        return blocks

    def _placement(self, person: int, row: int) -> Block:
        s = self.world.stays
        place = self.world.places.places[s.place[row]]
        items = {**setting_of(place), "PlacementRank": "1", "EntryDate": iso(s.begin[row])}
        if s.end[row] <= self.period.census:
            items["LeavingDate"] = iso(s.end[row] - _DAY)
        if self.age(person) in _COMPULSORY:
            items["AttendancePattern"] = "FT" if person % 50 else "PT"
        items |= self._arrangements(place, person)
        return Block("PlacementDetail", items | self._indicators(place, person))

    def _nowhere(self, person: int, since: int) -> Block:
        items = {"PlacementRank": "1", "EntryDate": iso(min(since, self.period.last))}
        if self.age(person) >= _YOUNG_ADULT:
            return Block("PlacementDetail", {"SENSetting": "NEET", **items})
        other = {"SENSetting": "NIEO", "SENSettingOther": "Awaiting a place"}
        return Block("PlacementDetail", {**other, **items})


def setting_of(place: Place) -> dict[str, str]:
    """Exactly one of URN, UKPRN and the setting in code."""
    if place.urn:
        return {"URN": place.urn}
    return {"UKPRN": place.ukprn} if place.ukprn else {"SENSetting": place.setting}


def named_setting(place: Place | None) -> dict[str, str]:
    """What section I names: a setting, or its type while there is none."""
    if place is None or place.setting in _NOT_IN_SECTION_I:
        return {"SENSetting": "OTH", "SENSettingOther": "Type of setting named, no place yet"}
    return setting_of(place)


def iso(day: int) -> str:
    """A day as XML writes it."""
    return date_of(min(int(day), FAR)).isoformat()


def flag(value: object) -> str:
    """1 or 0."""
    return "1" if value else "0"
