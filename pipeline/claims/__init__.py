"""Reading windows: character spans of who, where, what and who stands where on it; and from these, reports."""
