"""`vedette monitor`: feeds in, alerts out, on one machine, for months. Start reading at `loop.py`."""
