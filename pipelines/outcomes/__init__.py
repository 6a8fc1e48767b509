"""Outcome indicators: declared in ``schemas/indicators``, counted, told as shown, judged, watched."""
