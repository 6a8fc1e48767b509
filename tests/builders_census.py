"""One small spring census of two schools, typed by hand, in every shape an authority may hold it."""

from pathlib import Path

from tests.builders import upn

SCHOOLS = {
    "A": {"estab": "2001", "urn": "108001", "phase": "PS", "governance": "CO", "schoolname": "Qvarz"},
    "B": {"estab": "7001", "urn": "108002", "phase": "SP", "governance": "CO", "schoolname": "Zqav"},
}
HEAD = {"term": "SPR", "collection": "SC", "year": "2025", "lea": "391"}
DAY = "2025-01-16"


def _pupil(n: int, school: str, provision: str, needs: str = "", **items: str) -> dict:
    return {
        "school": school,
        "needs": needs.split(),
        "fsm": False,
        "items": {
            "upn": upn(n),
            "surname": f"Zqav{n}",
            "forename": f"Vylq{n}",
            "dob": f"2014-0{n}-11",
            "sex": "MF"[n % 2],
            "ethnicity": "WBRI",
            "entrydate": "2021-09-03",
            "enrolstatus": "C",
            "ncyearactual": "5",
            "senprovision": provision,
        }
        | items,
    }


PUPILS = [
    _pupil(1, "A", "N"),
    _pupil(2, "A", "K", "SEMH SLCN") | {"fsm": True},
    _pupil(3, "A", "E", "ASD", senunitindicator="1"),
    _pupil(4, "B", "E", "SLD", enrolstatus="M") | {"fsm": True},
    _pupil(4, "A", "E", "SLD", enrolstatus="S"),
]
_MONTHS = {"01": "Jan", "02": "Feb", "03": "Mar", "04": "Apr", "09": "Sep"}


def _collect(text: str) -> str:
    """A day as COLLECT writes it."""
    if len(text) == len(DAY) and text[4] == "-":
        return f"{text[:4]}-{_MONTHS[text[5:7]]}-{text[8:]} 00:00:00"
    return text


def _table(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    columns = list(dict.fromkeys(c for row in rows for c in row))
    lines = [",".join(columns), *(",".join(_collect(row.get(c, "")) for c in columns) for row in rows)]
    (folder / f"2025_spring_{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def write_blade(folder: Path) -> None:
    """COLLECT's tables; pupils stand school by school."""
    native = {key: "391" + school["estab"] for key, school in SCHOOLS.items()}
    _table(
        folder,
        "schoolcensus",
        [
            {"schoolcensustableid": f"c{key}", "NativeId": native[key]}
            | HEAD
            | {"referencedate": DAY, "estab": s["estab"], "urn": s["urn"]}
            for key, s in SCHOOLS.items()
        ],
    )
    _table(
        folder,
        "school",
        [
            {"schooltableid": f"s{key}", "schoolcensustableid": f"c{key}"}
            | {i: s[i] for i in ("schoolname", "phase", "governance")}
            for key, s in SCHOOLS.items()
        ],
    )
    pupils = by_school()
    keys = {id(p): f"p{n}" for n, p in enumerate(pupils, 500)}
    _table(
        folder,
        "pupilonroll",
        [
            {"pupilonrolltableid": keys[id(p)], "schoolcensustableid": f"c{p['school']}"} | p["items"]
            for p in pupils
        ],
    )
    needs = [(keys[id(p)], str(rank), need) for p in pupils for rank, need in enumerate(p["needs"], 1)]
    _table(
        folder,
        "senneeds",
        [
            {"senneedstableid": f"n{n}", "pupilonrolltableid": key, "sentyperank": rank, "sentype": need}
            for n, (key, rank, need) in enumerate(needs)
        ],
    )
    _table(
        folder,
        "fsmperiod",
        [
            {"fsmperiodtableid": f"f{n}", "pupilonrolltableid": keys[id(p)], "fsmstartdate": "2024-09-03"}
            | {"ukcountry": "ENG"}
            for n, p in enumerate(p for p in pupils if p["fsm"])
        ],
    )


def by_school() -> list[dict]:
    """The pupils in the order of their schools."""
    return sorted(PUPILS, key=lambda p: p["school"])


def write_xml(folder: Path) -> None:
    """A message a school, in groups as management information systems write them."""

    def element(tag: str, inside: str) -> str:
        return f"<{tag}>{inside}</{tag}>"

    def items(values: dict[str, str]) -> str:
        return "".join(element(name, text) for name, text in values.items())

    def pupil(p: dict) -> str:
        who = {"upn", "surname", "forename", "dob", "sex"}
        sen = {"senprovision", "senunitindicator"}
        needs = "".join(
            element("SENneed", items({"SENtypeRank": str(rank), "SENtype": need}))
            for rank, need in enumerate(p["needs"], 1)
        )
        periods = element("FSMperiod", items({"FSMstartDate": "2024-09-03", "UKcountry": "ENG"}))
        provision = {k: v for k, v in p["items"].items() if k in sen}
        return element(
            "PupilOnRoll",
            element("PupilIdentifiers", items({k: v for k, v in p["items"].items() if k in who}))
            + element("PupilCharacteristics", element("FSMperiods", periods) if p["fsm"] else "")
            + element("PupilStatus", items({k: v for k, v in p["items"].items() if k not in who | sen}))
            + element("SpecialEducationalNeeds", items(provision) + element("SENneeds", needs)),
        )

    for key, school in SCHOOLS.items():
        collection = {k: HEAD[k] for k in ("collection", "term", "year")} | {"ReferenceDate": DAY}
        source = {"lea": HEAD["lea"], "estab": school["estab"], "urn": school["urn"]}
        details = {k: school[k] for k in ("schoolname", "phase", "governance")}
        pupils = "".join(pupil(p) for p in by_school() if p["school"] == key)
        text = element(
            "Message",
            element(
                "Header", element("CollectionDetails", items(collection)) + element("Source", items(source))
            )
            + element("School", items(details))
            + element("Pupils", element("PupilsOnRoll", pupils)),
        )
        (folder / f"391{school['estab']}_SC25.xml").write_text(text, "utf-8")


def write_flat(folder: Path) -> None:
    """The department's flat extract: one line a pupil."""
    header = (
        "PupilMatchingRef,AcademicYear,CensusTerm,LA,Estab,LAEstab,URN,Phase,UPN,Surname,Forename,Sex,DOB,"
        "Ethnicity,FSMeligible,EnrolStatus,EntryDate,NCyearActual,SENprovision,SENUnitIndicator,"
        "PrimarySENtype,SecondarySENtype"
    )
    lines = [header]
    for n, p in enumerate(by_school()):
        school, i = SCHOOLS[p["school"]], p["items"]
        needs = [*p["needs"], "", ""][:2]
        lines.append(
            ",".join(
                [
                    f"ref{n}", "2024/25", "Spring", "391", school["estab"], "391" + school["estab"],
                    school["urn"], school["phase"], i["upn"], i["surname"], i["forename"], i["sex"], i["dob"],
                    i["ethnicity"], str(int(p["fsm"])), i["enrolstatus"], i["entrydate"], i["ncyearactual"],
                    i["senprovision"], i.get("senunitindicator", ""), *needs,
                ]
            )
        )  # fmt: skip
    (folder / "census_flat.csv").write_text("\n".join(lines) + "\n", "utf-8")


WRITERS = {"blade": write_blade, "xml": write_xml, "flat": write_flat}
