"""Why a session was or was not attended, as registers and the school census code it."""

from schemas.codes import Code, CodeSet
from schemas.returns import autumn

# Codes of August 2024 are returned from the autumn census of 2024 on. That census still reports sessions of
# the summer before, so the codes they replaced are lawful in it once more.
_NEW, _LAST = autumn(2024), autumn(2024)
# Until the summer census of 2020 only absences were returned.
_ALL_SESSIONS = autumn(2020)

ATTENDANCE_REASON = CodeSet(
    name="attendance_reason",
    source="DfE, Working together to improve school attendance, August 2024; school census guides before",
    codes=(
        Code("/", "Present (morning)", since=_ALL_SESSIONS),
        Code("\\", "Present (afternoon)", since=_ALL_SESSIONS),
        Code("L", "Late, before the register closed", since=_ALL_SESSIONS),
        Code("B", "Educated off site", since=_ALL_SESSIONS),
        Code("J", "At an interview", since=_ALL_SESSIONS, until=_LAST),
        Code("K", "Education arranged by the local authority", since=_NEW),
        Code("P", "Sporting activity", since=_ALL_SESSIONS),
        Code("V", "Educational visit or trip", since=_ALL_SESSIONS),
        Code("W", "Work experience", since=_ALL_SESSIONS),
        Code("C", "Leave of absence, exceptional circumstances"),
        Code("C1", "Leave of absence, regulated performance or employment abroad", since=_NEW),
        Code("C2", "Leave of absence, part-time timetable", since=_NEW),
        Code("E", "Suspended or permanently excluded, no alternative provision made"),
        Code("H", "Family holiday, agreed", until=_LAST),
        Code("I", "Illness"),
        Code("J1", "Leave of absence, interview", since=_NEW),
        Code("M", "Medical or dental appointment"),
        Code("R", "Religious observance"),
        Code("S", "Study leave"),
        Code("T", "Parent travelling for occupational purposes"),
        Code("G", "Family holiday, not agreed"),
        Code("N", "Reason not yet established"),
        Code("O", "Absent in other or unknown circumstances"),
        Code("U", "Late, after the register closed"),
        Code("D", "Attending another school where registered too", since=_ALL_SESSIONS),
        Code("Q", "Unable to attend, lack of access arrangements", since=_NEW),
        Code("X", "Not of compulsory school age and not required to attend"),
        Code("Y", "Unable to attend, exceptional circumstances", until=_LAST),
        Code("Y1", "Unable to attend, transport not provided", since=_NEW),
        Code("Y2", "Unable to attend, widespread disruption to travel", since=_NEW),
        Code("Y3", "Unable to attend, part of the school premises closed", since=_NEW),
        Code("Y4", "Unable to attend, whole school site unexpectedly closed", since=_NEW),
        Code("Y5", "Unable to attend, criminal justice detention", since=_NEW),
        Code("Y6", "Unable to attend, public health guidance or law", since=_NEW),
        Code("Y7", "Unable to attend, any other unavoidable cause", since=_NEW),
        Code("Z", "Not yet on the register"),
        Code("#", "Planned whole school closure"),
    ),
)

PRESENT, AUTHORISED = "Present", "Authorised absence"
UNAUTHORISED, NOT_POSSIBLE = "Unauthorised absence", "Not a possible session"

# What a session counts as in the absence statistics. Until 2024 an interview (J) counted as attended.
ATTENDANCE_GROUP = CodeSet(
    name="attendance_group",
    source="DfE, Working together to improve school attendance, August 2024, chapter 8; absence statistics",
    codes=tuple(
        Code(reason, group)
        for group, reasons in {
            PRESENT: "/ \\ L B J K P V W",
            AUTHORISED: "C C1 C2 E H I J1 M R S T",
            UNAUTHORISED: "G N O U",
            NOT_POSSIBLE: "D Q X Y Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z #",
        }.items()
        for reason in reasons.split()
    ),
)
