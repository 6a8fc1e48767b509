"""What an XML message may hold, and where its records end."""

import pytest

from pipelines import landing, message_xml
from pipelines.errors import RefusedError
from tests.builders import upn

HEAD = "<Header><CollectionDetails><Collection>SEN2</Collection><Year>{year}</Year></CollectionDetails>"
HEAD += "<Source><LEA>391</LEA></Source></Header>"


def person(n, inside=""):
    who = f"<Surname>Zqav</Surname><PersonBirthDate>2012-03-04</PersonBirthDate><UPN>{upn(n)}</UPN>"
    return f"<Person>{who}{inside}</Person>"


def batches(raw, persons, year=2025, before=HEAD, after=""):
    folder = raw / "391" / "sen2" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        f"<Message>{before.format(year=year)}<Persons>{persons}</Persons>{after.format(year=year)}</Message>"
    )
    (folder / "m.xml").write_text(text, "utf-8")
    return list(landing.batches_of(landing.delivery_at(folder, raw)))


def test_a_long_message_comes_in_batches_whose_records_hang_together(tmp_path, monkeypatch):
    monkeypatch.setattr(message_xml, "BATCH_RECORDS", 5)
    requests = "<Requests><RequestOutcome>A</RequestOutcome></Requests>" * 2
    found = batches(tmp_path, "".join(person(n, requests) for n in range(1, 6)))
    assert len(found) == 3
    for batch in found:
        own = set(batch["person"].rows["persontableid"].to_pylist())
        assert set(batch["requests"].rows["persontableid"].to_pylist()) == own
    keys = [key for batch in found for key in batch["requests"].rows["requeststableid"].to_pylist()]
    assert keys == [str(n) for n in range(1, 11)]
    assert [batch["sen2"].received for batch in found] == [1, 0, 0]


def test_a_header_after_the_records_of_a_long_message_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(message_xml, "BATCH_RECORDS", 1)
    with pytest.raises(RefusedError, match="not a SEN2 message") as caught:
        batches(tmp_path, person(1) + person(2) + person(3), before="<Header/>", after=HEAD)
    assert "header comes after" in caught.value.why.lower()


def test_an_item_inside_an_unknown_element_is_not_the_records(tmp_path):
    [batch] = batches(tmp_path, person(1, "<Carer><Surname>Other</Surname><UPN>X</UPN></Carer>"))
    assert batch["person"].rows["surname"].to_pylist() == ["Zqav"]
    assert batch["sen2"].notes == {
        "unknown element person/Carer": 1,
        "unknown element person/Surname": 1,
        "unknown element person/UPN": 1,
    }


def test_names_are_taken_without_regard_to_case_and_under_known_aliases(tmp_path):
    plan = "<ASSESSMENT><namedplan><PlanWPB>A</PlanWPB></namedplan></ASSESSMENT>"
    text = person(1, f"<requests><requestOUTCOME>Y</requestOUTCOME>{plan}</requests>")
    [batch] = batches(tmp_path, text.replace("Surname", "FamilyName"))
    assert batch["person"].rows["surname"].to_pylist() == ["Zqav"]
    assert batch["namedplan"].rows["planwbp"].to_pylist() == ["A"]


def test_the_trial_of_2022_is_read_as_far_as_it_goes(tmp_path):
    setting = "<PlanPlacementDetail><URN>108001</URN></PlanPlacementDetail>"
    inside = "<Requests><RequestOutcome>T</RequestOutcome><Assessment><NamedPlan>"
    inside += (
        f"<StartDate>2021-05-01</StartDate>{setting}</NamedPlan></Assessment></Requests><Module6>x</Module6>"
    )
    [batch] = batches(tmp_path, person(1, inside), year=2022)
    assert batch["plandetail"].rows["urn"].to_pylist() == ["108001"]
    assert batch["sen2"].notes == {"unknown element person/Module6": 1}


def test_a_message_without_a_person_is_refused(tmp_path):
    with pytest.raises(RefusedError, match="holds no person"):
        batches(tmp_path, "")


def test_two_messages_of_one_authority_are_refused(tmp_path):
    batches(tmp_path, person(1))
    folder = tmp_path / "391" / "sen2" / "2025"
    (folder / "n.xml").write_bytes((folder / "m.xml").read_bytes())
    with pytest.raises(RefusedError, match="second message"):
        list(landing.batches_of(landing.delivery_at(folder, tmp_path)))


def test_a_message_beside_tables_is_refused(tmp_path):
    batches(tmp_path, person(1))
    folder = tmp_path / "391" / "sen2" / "2025"
    (folder / "person.csv").write_text("persontableid,upn\n1,x\n")
    with pytest.raises(RefusedError, match="both as XML and as tables"):
        list(landing.batches_of(landing.delivery_at(folder, tmp_path)))


def test_sessions_are_those_of_the_attendance_they_stand_in(tmp_path):
    folder = tmp_path / "391" / "school_census" / "2024-autumn"
    folder.mkdir(parents=True)
    head = "<Header><CollectionDetails><Collection>SC</Collection><Term>AUT</Term><Year>2024</Year>"
    head += "</CollectionDetails><Source><LEA>391</LEA><Estab>2000</Estab></Source></Header><School/>"
    detail = "<SessionDetails><SessionDetail><AttendanceReason>{}</AttendanceReason></SessionDetail>"
    detail = f"<SessionsPossible>{{}}</SessionsPossible>{detail}</SessionDetails>"
    inside = f"<TermlyAttendance>{detail.format(90, 'I')}</TermlyAttendance>"
    inside += f"<SummerHalfTerm2Attendance>{detail.format(60, 'M')}</SummerHalfTerm2Attendance>"
    inside += "<PupilStatus><EnrolStatus>C</EnrolStatus></PupilStatus>"
    pupils = f"<Pupils><PupilsOnRoll><PupilOnRoll>{inside}</PupilOnRoll></PupilsOnRoll></Pupils>"
    (folder / "3912000.xml").write_text(f"<Message>{head}{pupils}</Message>", "utf-8")
    [batch] = list(landing.batches_of(landing.delivery_at(folder, tmp_path)))
    [pupil] = batch["pupilonroll"].rows.to_pylist()
    sessions = (
        pupil["termlysessionspossible"],
        pupil["summerhalfterm2sessionspossible"],
        pupil["enrolstatus"],
    )
    assert sessions == ("90", "60", "C")
    for table, reason in (("termlysessiondetailsonroll", "I"), ("summerhalfterm2sessiondetailsonroll", "M")):
        assert batch[table].rows["attendancereason"].to_pylist() == [reason]
