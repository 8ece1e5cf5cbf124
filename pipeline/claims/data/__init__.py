"""Cue tables by language, as TOML that a person can edit."""
