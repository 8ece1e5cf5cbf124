"""The transformer that reads claims: tokens, network sessions, decoding. Trained in `training/reader`."""
