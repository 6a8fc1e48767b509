"""One file a domain or an indicator: each Indicator in it is counted. ``schemas.indicator`` says how."""
