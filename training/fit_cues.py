"""Fits the cue model's weights, `pipeline/claims/data/weights.tsv`, on the training files.

    .venv/bin/python -m training.fit_cues [--shared ../shared/data/claims] [--out FILE] [--held-out FOLDER]

Reads train, hard_train, suite_*_train and our own training/data; never a `*_dev` file. A tenth of the stories is first
left out to learn what share of the claims is right at which score (the tables `sure:*`); then all are fitted.
With `--held-out` it stops before that, and writes the tenth to FOLDER for training.evaluate. Some minutes on one core;
the same files and catalogue give the same bytes.
"""

import argparse
import functools
import json
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.catalogue.catalogue import load
from pipeline.claims import cues, joins, ranking, stance, weights
from pipeline.claims.model import ClaimModel
from schemas import Activity, Stance
from schemas.claim import SpanClaim
from training import labelled
from training.evaluate import EQUAL
from training.labelled import Case
from training.regression import Row, fit, isotonic

RARE = {"pair": 40, "rank": 10, "join": 25, "stance": 40}  # features seen less often are left out
DECAY = {"pair": 2.0, "rank": 1.0, "join": 1.0, "stance": 4.0}
LEAST = 40  # claims on a step of the calibration
HELD = 0  # the fold that is left out
WEIGHTS = Path("pipeline/claims/data/weights.tsv")
