"""One module per extract: each item on one line, ``since`` and ``until`` where a year changed it."""
