"""Projections of EHC plans and SEN support that publish their own error; nothing of Dagster or the lake.

``panel_files`` reads a panel, ``checks`` repairs it, ``growth`` and ``methods`` give the totals, ``parts``
the age bands and placements, ``cohorts`` the bands after school, ``intervals`` their width, ``rolling`` every
origin once, ``project`` the tables, ``scores`` how wrong they were, ``simple`` what anybody could do instead.
``support`` projects SEN support by the same; ``from_marts`` makes the lake's tables of both.
"""
