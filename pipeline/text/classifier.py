"""A naive Bayes language model (py3langid's, BSD) behind exact arithmetic.

py3langid multiplies float32 matrices, whose last digits depend on the processor; two languages that are nearly level
could then change places. Its parameters are half-precision numbers, multiples of 2**-9: as integers their sums are
exact, and the same article has the same language everywhere.
"""

import math
import unicodedata
from functools import cache, lru_cache
from typing import Self

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts

SCALE = 512  # parameters are multiples of 1/512
WEIGHT = 1024  # of a feature that occurs k times: log(1 + k), to a thousandth
UNIT = SCALE * WEIGHT  # one nat, in the scores below
FORBIDDEN = -(2**52)

_Scores = np.ndarray[tuple[int], np.dtype[np.int64]]


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

    def likeliest(self, text: str, bonus: dict[str, int], allowed: tuple[str, ...]) -> str:
        """The likeliest of the allowed languages; a bonus is in `1 / UNIT` nats. Of equals, the first by name."""
        text = unicodedata.normalize("NFC", text.lower() if text.isupper() else text)
        visits = visit_counts(self._next, self._rows, self._output, text.encode("utf-8", "replace"))
        scores = self._bias(tuple(sorted(bonus.items())), allowed)
        best: str = self.languages[int((scores + self._sum(visits) if visits else scores).argmax())]
        return best

    @lru_cache(maxsize=1024)  # noqa: B019 - one classifier per process
    def _bias(self, bonus: tuple[tuple[str, int], ...], allowed: tuple[str, ...]) -> _Scores:
        extra = dict(bonus)
        biases = [extra.get(name, 0) if name in allowed else FORBIDDEN for name in self.languages]
        total: _Scores = self._prior + np.array(biases, dtype=np.int64)
        return total

    def _sum(self, visits: dict[int, int]) -> _Scores:
        features = np.fromiter(visits.keys(), dtype=np.intp, count=len(visits))
        counts = np.fromiter(visits.values(), dtype=np.intp, count=len(visits))
        total: _Scores = _WEIGHTS[np.minimum(counts, len(_WEIGHTS) - 1)] @ self._table[features].astype(np.int64)
        return total


_WEIGHTS = np.array([round(math.log1p(count) * WEIGHT) for count in range(1024)], dtype=np.int64)
