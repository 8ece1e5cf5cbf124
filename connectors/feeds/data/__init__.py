"""Data of this package: `starter.tsv`, public feeds to begin with."""
