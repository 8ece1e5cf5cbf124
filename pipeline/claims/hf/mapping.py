"""The mapping file of a Hugging Face checkpoint: what its labels are in our words. docs/models.md teaches it.

name = "desk/1"
[tagger]        checkpoint, military = ["MIL"], region = ["LOC"], holder = ["PER"]
[pairs]         checkpoint, text = "{marked}", labels = { denies = { stance = "denied" } }, none = ["nothing"]
"""

import string
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from schemas.claim import Activity, Stance
from schemas.errors import ConfigError

FILE = "vedette.toml"  # in a checkpoint's folder or repository
HERE = "."  # a checkpoint that lies where the mapping lies
MOST = 65_536  # bytes of a mapping file, which may come from a stranger's repository
FIELDS = ("marked", "plain", "military", "region")

_Text = Annotated[str, msgspec.Meta(min_length=1)]
_Name = Annotated[str, msgspec.Meta(pattern=r"^[\w./@+-]{1,64}$")]  # it stands in every report
_Chance = Annotated[float, msgspec.Meta(ge=0, le=1)]
_Reach = Annotated[int, msgspec.Meta(ge=1)]


class Meaning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a label says of a pair."""

    stance: Stance
    activity: Activity = Activity.PRESENCE
    background: bool = False


class Tagger(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token-classification checkpoint. Labels are given without `B-`, `I-`, `E-`, `S-` or `L-`, `U-`."""

    military: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1)]
    region: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1)]
    holder: tuple[_Text, ...] = ()
    checkpoint: _Text = HERE
    revision: str = ""  # of a hub repository
    threshold: _Chance = 0.5
    pieces: Literal["first", "all"] = "first"  # whose label a word of several pieces has
    reach: _Reach = 120  # without `pairs`: characters between a military and the region that it is said to be in


class Pairs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text-classification checkpoint that is asked about one military and one region of a text."""

    labels: Annotated[dict[_Text, Meaning], msgspec.Meta(min_length=1)]
    none: tuple[_Text, ...] = ()  # labels that state no claim
    checkpoint: _Text = HERE
    revision: str = ""
    text: _Text = "{marked}"
    second: str = ""  # of two texts, as entailment models read them
    military: tuple[str, str] = ("[M] ", " [/M]")
    region: tuple[str, str] = ("[R] ", " [/R]")
    threshold: _Chance = 0.5


class Mapping(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`tagger` finds spans and `pairs` judges them. Without `tagger` the scan's names are the spans; without `pairs`
    every military is in the region nearest to it, as `means` says."""

    name: _Name
    tagger: Tagger | None = None
    pairs: Pairs | None = None
    means: Meaning = Meaning(stance=Stance.AFFIRMED)


def read_mapping(data: bytes, where: str) -> Mapping:
    """The mapping in a file's bytes; a mistake is named with its place."""
    if len(data) > MOST:
        raise ConfigError(f"{where}: {len(data):,} bytes are no mapping file: it may have {MOST:,}")
    try:
        mapping = msgspec.toml.decode(data, type=Mapping)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:  # includes ValidationError
        raise ConfigError(f"{where}: {error}; docs/models.md shows what a mapping file says") from None
    if mapping.tagger is None and mapping.pairs is None:
        raise ConfigError(f"{where}: has neither [tagger] nor [pairs]: name at least one checkpoint")
    if mapping.pairs:
        for template in (mapping.pairs.text, mapping.pairs.second):
            _check_template(template, where)
    return mapping


def check_tagger(tagger: Tagger, labels: Iterable[str], where: str) -> None:
    """Every label that the mapping names must be one of the checkpoint's."""
    _check_known((*tagger.military, *tagger.region, *tagger.holder), {entity(label) for label in labels}, where)
    twice = {*tagger.military} & {*tagger.region} | {*tagger.holder} & {*tagger.military, *tagger.region}
    if twice:
        raise ConfigError(f"{where}: {', '.join(sorted(twice))} stands for two slots: give each label one")


def check_pairs(pairs: Pairs, labels: Iterable[str], where: str) -> None:
    """The same, and every label of the checkpoint must be told what it means: nothing is guessed."""
    known = set(labels)
    _check_known((*pairs.labels, *pairs.none), known, where)
    untold = sorted(known - {*pairs.labels, *pairs.none})
    if untold:
        raise ConfigError(f"{where}: the checkpoint's {', '.join(untold)} mean nothing yet: add to `labels` or `none`")
    twice = sorted(set(pairs.labels) & set(pairs.none))
    if twice:
        raise ConfigError(f"{where}: {', '.join(twice)} cannot be both in `labels` and in `none`")


def entity(label: str) -> str:
    """`B-LOC` is a LOC."""
    return label[2:] if label[:2] in ("B-", "I-", "E-", "S-", "L-", "U-") else label


def local(folder: Path | None, checkpoint: str) -> Path | None:
    """The folder that a mapping in `folder` means by a checkpoint; None where that is a hub name."""
    if folder is None:
        return None
    path = (folder / Path(checkpoint).expanduser()).resolve()
    return path if path.is_dir() else None


def _check_known(named: Iterable[str], known: set[str], where: str) -> None:
    wrong = [label for label in named if label not in known]
    if wrong:
        raise ConfigError(
            f"{where}: the checkpoint has no label {', '.join(map(repr, wrong))}; it has {', '.join(sorted(known))}"
        )


def _check_template(template: str, where: str) -> None:
    try:
        fields = [_whole(*part[1:]) for part in string.Formatter().parse(template) if part[1] is not None]
    except ValueError as error:
        raise ConfigError(f"{where}: template {template!r}: {error}") from None
    wrong = [field for field in fields if field not in FIELDS]
    if wrong:
        raise ConfigError(f"{where}: template {template!r} uses {{{wrong[0]}}}; there are {', '.join(FIELDS)}")


def _whole(field: str | None, how: str | None, conversion: str | None) -> str:
    """A field with all that is written in its braces: widths and conversions are no fields of ours."""
    return f"{field}{'!' + conversion if conversion else ''}{':' + how if how else ''}"
