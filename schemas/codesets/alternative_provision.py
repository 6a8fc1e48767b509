"""Where alternative provision is funded outside state schools."""

from schemas.codes import Code, CodeSet

AP_TYPE = CodeSet(
    name="ap_type",
    source="AP census guide 2017, type of alternative provision; NMS and ACD as its rules name them",
    codes=(
        Code("IND", "Independent school"),
        Code("NMS", "Non-maintained special school"),
        Code("ACD", "Academy"),
        Code("HOS", "Hospital"),
        Code("FEC", "Further education college"),
        Code("REG", "Other registered provider"),
        Code("UNR", "Unregistered provider"),
    ),
)
