"""Suspensions, permanent exclusions and alternative provision, as the school census codes them."""

from schemas.codes import Code, CodeSet
from schemas.returns import autumn, summer

EXCLUSION_CATEGORY = CodeSet(
    name="exclusion_category",
    source="DfE Common Basic Data Set, May 2026; school census guide 2020-21",
    codes=(
        Code("SUSP", "Suspension", since=autumn(2020)),
        Code("LNCH", "Lunchtime exclusion"),
        Code("PERM", "Permanent exclusion"),
        # Renamed in 2020/21; school systems wrote it for years after.
        Code("FIXD", "Fixed-period exclusion", until=summer(2020), became="SUSP"),
    ),
)

EXCLUSION_REASON = CodeSet(
    name="exclusion_reason",
    source="DfE Common Basic Data Set, May 2026; school census guide 2020-21",
    codes=(
        Code("PP", "Physical assault against a pupil"),
        Code("PA", "Physical assault against an adult"),
        Code("VP", "Verbal abuse or threatening behaviour against a pupil"),
        Code("VA", "Verbal abuse or threatening behaviour against an adult"),
        Code("OW", "Use or threat of use of an offensive weapon or prohibited item", since=autumn(2020)),
        Code("BU", "Bullying"),
        Code("RA", "Racist abuse"),
        Code("LG", "Abuse against sexual orientation and gender identity", since=autumn(2020)),
        Code("DS", "Abuse relating to disability", since=autumn(2020)),
        Code("SM", "Sexual misconduct"),
        Code("DA", "Drug and alcohol related"),
        Code("DM", "Damage"),
        Code("TH", "Theft"),
        Code("DB", "Persistent or general disruptive behaviour"),
        Code("MT", "Inappropriate use of social media or online technology", since=autumn(2020)),
        Code("PH", "Wilful and repeated transgression of public health measures", since=autumn(2020)),
        # Withdrawn in 2020/21, with nothing in its place.
        Code("OT", "Other", until=autumn(2021)),
        # In the Common Basic Data Set of May 2026; when the census began to take them is not published.
        *(
            Code(code, label, since=autumn(2025))
            for code, label in {
                "BW": "Weapon or prohibited item brought into school",
                "TB": "Cyber-bullying or threatening behaviour online",
                "SB": "Harmful sexual behaviour",
                "MB": "Misogynistic behaviour",
                "AB": "Misandrist behaviour",
                "DR": "Drug related",
                "AR": "Alcohol related",
                "SR": "Smoking related",
                "VR": "Vape related",
                "LD": "Persistent disruptive behaviour, low level",
                "CB": "Persistent disruptive behaviour, challenging",
                "MP": "Use of a mobile phone",
                "OS": "Misbehaviour outside school",
            }.items()
        ),
    ),
)

AP_SETTING_TYPE = CodeSet(
    name="ap_setting_type",
    source="Alternative provision census guide 2023, type of setting",
    codes=(
        Code("NFE", "Non-maintained further education"),
        Code("OOT", "One-on-one tuition"),
        Code("OTH", "Other unregistered provider"),
        Code("WBP", "Work-based placement"),
    ),
)

# Where no published label was seen, the label says so.
AP_PLACEMENT_REASON = CodeSet(
    name="ap_placement_reason",
    source="School census guide 2022, alternative provision placements; labels partly unverified",
    codes=(
        Code("BHS", "Off-site placement for behaviour support"),
        Code("SUS", "Suspension"),
        Code("EXR", "EXR (label not seen)"),
        Code("MHN", "Medical condition, mental health need"),
        Code("PHN", "Medical condition, physical health need"),
        Code("OTH", "Other"),
    ),
)

AP_REASON = CodeSet(
    name="ap_reason",
    source="School census guide 2022, pupils entering alternative provision; labels partly unverified",
    codes=(
        Code("EHC", "Setting named on EHC plan"),
        Code("PEX", "Permanent exclusion"),
        Code("MHN", "Medical condition, mental health need"),
        Code("PHN", "Medical condition, physical health need"),
        Code("NEW", "New arrival without a school place"),
        Code("ASP", "ASP (label not seen)"),
        Code("RHE", "RHE (label not seen)"),
        Code("OTH", "Other"),
    ),
)

AP_ATTENDANCE_PATTERN = CodeSet(
    name="ap_attendance_pattern",
    source="School census guide 2022, alternative provision placements",
    codes=(Code("FT", "Full time"), Code("PT", "Part time")),
)
