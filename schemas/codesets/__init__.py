"""Published code lists, one module per family. Code in, label out; no logic."""
