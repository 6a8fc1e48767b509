"""Projections of EHC plans that publish their own error: the numbers, and nothing of Dagster or the lake.

``panel_files`` reads a panel, ``checks`` repairs it, ``growth`` and ``methods`` give the totals, ``parts``
the age bands and placements, ``cohorts`` the bands after school, ``intervals`` their width, ``rolling`` every
origin once, ``project`` the tables, ``scores`` how wrong they were, ``simple`` what anybody could do instead.
"""
