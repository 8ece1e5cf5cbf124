"""What the packages and gazetteers say about regions, read and filtered for the catalogue's tables."""
