"""Archives of feed entries: read in pieces of work, parsed by workers, written by day.

    units(paths)  ──  Unit  ──  entries(unit)  ──  Entry | DeadLetter        write_archive(entries, folder)
    (driver: splits, never parses)   (worker: parses, keeps no state)

What is read is told by content first and by name second: JSON Lines, a JSON array, CSV or TSV, RSS, Atom, RDF or JSON
Feed documents; each plain, .gz or .zst; in folders or in .zip files. README.md names the fields and the reasons.
"""
