"""How the shipped claim reader was made: base, examples, network, training, export. Needs the extra `training`."""
