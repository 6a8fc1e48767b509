"""The cohort model: plans by single year of age, primary need and placement, from January to January.

``states`` names the states, ``flows`` counts who moved between them, ``pooling`` and ``rates`` say how often
with how much doubt, ``published`` how often elsewhere, ``population`` of how many residents, ``anchor`` ties
totals to those of ``pipelines.projection``, ``step`` makes one year, ``simulate`` many in many draws,
``scenarios`` what may be otherwise, ``decompose`` why it changed, ``places``, ``localities`` what that asks
of provision and where; ``outlook`` and ``outlook_places`` make rows of it, as ``told`` allows.
Arrays in, arrays out: only ``from_lake`` and ``from_population`` know tables, and nothing knows
Dagster or writes to the lake.
"""
