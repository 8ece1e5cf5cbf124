"""Near-duplicate fingerprints: how two articles are told to be the same story.

A fingerprint is text: a MinHash signature in hex, then `:` and a signature of what may not differ (negation and
plan words), so that a denial never collides with its assertion. `pipeline.text` makes them, `pipeline.ledger`
compares them; the comparison lives here because stages do not import each other.
"""
