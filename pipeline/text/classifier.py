"""A naive Bayes language model (py3langid's, BSD) behind exact arithmetic.

py3langid multiplies float32 matrices, whose last digits depend on the processor; two languages that are nearly level
could then change places. Its parameters are half-precision numbers, multiples of 2**-9: as integers their sums are
exact, and the same article has the same language everywhere.
"""

import math
import unicodedata
from functools import cache
from typing import Self

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

SCALE = 512  # parameters are multiples of 1/512
WEIGHT = 1024  # of a feature that occurs k times: log(1 + k), to a thousandth
UNIT = SCALE * WEIGHT  # one nat, in the scores below


class Classifier:
    """Scores of languages for a text. Large: one per process."""

    def __init__(self, model: LanguageIdentifier, languages: tuple[str, ...]) -> None:
        columns = [index for index, name in enumerate(model.nb_classes) if name in languages]
        self.languages = tuple(model.nb_classes[index] for index in columns)
        self._table = np.rint(model.nb_ptc[:, columns].astype(np.float64) * SCALE).astype(np.int16)
        self._prior = np.rint(model.nb_pc[columns].astype(np.float64) * UNIT).astype(np.int64)
        self._next = model.tk_nextmove
        self._output = model.tk_output
        self._rows = [row << 8 for row in model.tk_row]

    @classmethod
    @cache
    def load(cls, languages: tuple[str, ...]) -> Self:
        return cls(LanguageIdentifier.from_model_file(MODEL_FILE), languages)

    def scores(self, text: str) -> dict[str, int]:
        """The score of each language, in units of `1 / UNIT` nats; higher is likelier."""
        text = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
        visits = visit_counts(self._next, self._rows, self._output, text.encode("utf-8", "replace"))
        totals = self._prior if not visits else self._prior + self._sum(visits)
        scores: dict[str, int] = {}
        for name, total in zip(self.languages, totals.tolist(), strict=True):
            scores[name] = max(total, scores.get(name, total))  # Serbian has a column per script
        return scores

    def _sum(self, visits: dict[int, int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        features = np.fromiter(visits.keys(), dtype=np.intp, count=len(visits))
        weights = np.fromiter((_weight(count) for count in visits.values()), dtype=np.int64, count=len(visits))
        total: np.ndarray[tuple[int], np.dtype[np.int64]] = weights @ self._table[features].astype(np.int64)
        return total


@cache
def _weight(count: int) -> int:
    return round(math.log1p(count) * WEIGHT)
