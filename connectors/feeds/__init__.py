"""Live feeds: documents parsed (parse.py, in worker processes: worker.py), lists of feeds read and written, polling."""
