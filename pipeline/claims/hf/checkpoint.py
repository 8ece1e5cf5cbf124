"""One checkpoint, through transformers and PyTorch (the extra `vedette[hf]`): tokens in, chances out.

Folders are read without network; a hub name only where the user's environment allows it (HF_HUB_OFFLINE=1 forbids it).
Code in a repository is never run. One thread and one text at a time, so an answer does not depend on its neighbours.
"""

import importlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.errors import ConfigError

LONGEST = 512  # pieces of one piece of text, if the checkpoint can read as many
OVERLAP = 64  # pieces that two neighbours share
_MULTI = "multi_label_classification"


class Piece(NamedTuple):
    """What is read at once: where each token stands in the text ((0, 0): nowhere), and what is said of it."""

    places: list[tuple[int, int]]
    chances: NDArray[np.float64]  # (tokens, labels)


class Checkpoint:
    """Configuration and labels are read at once, weights when first needed."""

    def __init__(self, kind: str, source: Path | str, revision: str = "") -> None:
        self._kind, self._source = kind, str(source)
        self._options: dict[str, Any] = {"local_files_only": isinstance(source, Path), "trust_remote_code": False}
        if revision:
            self._options["revision"] = revision
        self._transformers = extra("transformers")
        self._transformers.utils.logging.disable_progress_bar()  # ours are the only bars on the screen
        self._torch = extra("torch")
        self._config = self._load("AutoConfig")
        by_number = {int(number): str(label) for number, label in self._config.id2label.items()}
        self.labels: tuple[str, ...] = tuple(by_number[number] for number in sorted(by_number))

    def tagged(self, text: str) -> Iterator[Piece]:
        """Chances of every label for every token, a long text in overlapping pieces."""
        parts = self._tokenizer(
            text, truncation=True, max_length=self._longest, stride=min(OVERLAP, self._longest // 4),
            return_overflowing_tokens=True, return_offsets_mapping=True,
        )  # fmt: skip
        for number in range(len(parts["input_ids"])):
            one = {name: [parts[name][number]] for name in self._tokenizer.model_input_names if name in parts}
            chances = _softmax(self._logits(one)[0])
            yield Piece([(int(first), int(last)) for first, last in parts["offset_mapping"][number]], chances)

    def judged(self, text: str, second: str) -> NDArray[np.float64] | None:
        """Chances of every label for one text, or for two; None where they are too long to be read whole."""
        one = self._tokenizer(text, second) if second else self._tokenizer(text)
        if len(one["input_ids"]) > self._longest:
            return None
        logits = self._logits({name: [one[name]] for name in self._tokenizer.model_input_names if name in one})[0]
        return 1 / (1 + np.exp(-logits)) if self.multi else _softmax(logits)

    @property
    def multi(self) -> bool:
        """Whether several labels may be true of one text."""
        return getattr(self._config, "problem_type", None) == _MULTI

    @cached_property
    def _tokenizer(self) -> Any:
        tokenizer = self._load("AutoTokenizer")
        if not tokenizer.is_fast:
            raise ConfigError(f"{self._source}: its tokenizer gives no offsets: it needs a tokenizer.json")
        return tokenizer

    @cached_property
    def _longest(self) -> int:
        """Some models keep the first positions for themselves, hence two less."""
        positions = getattr(self._config, "max_position_embeddings", None) or LONGEST
        return int(min(LONGEST, self._tokenizer.model_max_length, max(positions - 2, 8)))

    @cached_property
    def _model(self) -> Any:
        self._torch.set_num_threads(1)
        model = self._load(f"AutoModelFor{self._kind}")
        return model.eval()

    def _logits(self, inputs: dict[str, list[list[int]]]) -> NDArray[np.float64]:
        with self._torch.inference_mode():
            tensors = {name: self._torch.tensor(values) for name, values in inputs.items()}
            logits: NDArray[np.float64] = self._model(**tensors).logits.double().numpy()
        return logits

    def _load(self, what: str) -> Any:
        try:
            return getattr(self._transformers, what).from_pretrained(self._source, **self._options)
        except (OSError, ValueError, KeyError, ImportError) as error:
            said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise ConfigError(f"{self._source} cannot be read as a checkpoint for {self._kind}: {said}") from None


def extra(name: str) -> Any:
    """A package of the extra."""
    try:
        return importlib.import_module(name)
    except ImportError:
        raise ConfigError(f"models `hf:…` need {name}, which is not installed: pip install 'vedette[hf]'") from None


def hub_file(repository: str, file: str) -> bytes:
    """A file of a hub repository, from the local cache or, where the environment allows it, from the hub."""
    transformers = extra("transformers")
    try:
        return Path(transformers.utils.cached_file(repository, file)).read_bytes()
    except (OSError, ValueError, TypeError) as error:
        said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ConfigError(f"hf:{repository} is no folder or file here, and the hub gives no {file}: {said}") from None


def _softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    raised = np.exp(logits - logits.max(-1, keepdims=True))
    chances: NDArray[np.float64] = raised / raised.sum(-1, keepdims=True)
    return chances


def label_of(chances: NDArray[np.float64], labels: Sequence[str]) -> tuple[str, float]:
    """The likeliest label with its chance; of equals the first."""
    best = int(np.argmax(chances))
    return labels[best], float(chances[best])
