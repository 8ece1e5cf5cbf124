"""The catalogue: every military and region, what they are called, what contains what, and what a span means.

`load()` gives the one of this process. Everything on it is a pure function of the data files.
"""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache, cached_property, partial
from pathlib import Path

import msgspec

from pipeline.catalogue import resolve_holder, resolve_military, resolve_region
from pipeline.catalogue.apart import compile_apart
from pipeline.catalogue.automaton import Find
from pipeline.catalogue.cache import kept
from pipeline.catalogue.compiled import Compiled, compiled
from pipeline.catalogue.militaries import Militaries
from pipeline.catalogue.names import DATA, Name, common_words, vetoes
from pipeline.catalogue.names import names as written_names
from pipeline.catalogue.overlaps import Meaning
from pipeline.catalogue.own import NOTHING, Own, own_file, read_own
from pipeline.catalogue.own_fit import require_fit
from pipeline.catalogue.policy import load_policy
from pipeline.catalogue.region_tables import Tables
from pipeline.catalogue.regions import Regions, load_regions
from pipeline.catalogue.scanner import Scanner
from schemas import Abstention, Article, GroupBy, Hit, HitKind, Holder, Military, Pointer, Region, Resolution, Span

_VERSION_CHARACTERS = 12


class Catalogue:
    """Names to ids, and ids to what they are."""

    def __init__(self, own: Own = NOTHING, *, apart: bool = True) -> None:
        self.own = own
        self.version = _version(own)
        self.militaries = Militaries(own.militaries())
        self._iso3 = {state.iso2: state.iso3 for state in self.militaries.states.values()}
        compile_first = partial(compile_apart, own) if apart else None
        self._scanner = Scanner.of(kept(self.version, self._compiled, apart=compile_first))

    @cached_property
    def regions(self) -> Regions:
        """Read when first asked about: a process that only scans never does."""
        if not self.own.region:
            return load_regions(self.own.recognition)
        return Regions(Tables.load(own=self.own.regions()), load_policy(self.own.recognition))

    def hits(self, body: str, language: str) -> tuple[Hit, ...]:
        """All catalogue names in a text, sorted by (start, end). They may overlap."""
        return self._scanner.find(body, language)

    def whole(self, name: str, language: str = "") -> tuple[tuple[Meaning, ...], tuple[Meaning, ...]]:
        """What a name by itself may mean: as it is written, and in other letters' case."""
        return self._scanner.whole(name, language)

    def state_of(self, country: str) -> str:
        """The state whose territory has this ISO alpha-2 code, "" for none."""
        return self._iso3.get(country, "")

    def military(self, id: str) -> Military:
        return self.militaries.get(id)

    def root(self, military: str) -> str:
        """The state or group that a military belongs to: `FRA/foreign-legion` to FRA, `wagner` to itself."""
        return military.partition("/")[0]

    def military_within(self, lower: str, upper: str) -> bool:
        """Whether `lower` is `upper` or part of it. Never across `affiliated`."""
        return lower == upper or (lower in self.militaries and upper in self.militaries.ancestors(lower))

    def military_ancestors(self, id: str) -> tuple[str, ...]:
        """The military itself, then what it is part of, up to its root."""
        return self.militaries.ancestors(id)

    def resolve_military(
        self, span: Span, article: Article, hits: Sequence[Hit], pointers: Sequence[Pointer] = ()
    ) -> Resolution | Abstention:
        """Whose force the span names. `hits` are the article's; `pointers`: names that a model takes for its owner."""
        return resolve_military.resolve(self, span, article, hits, pointers)

    def resolve_region(
        self, span: Span, article: Article, hits: Sequence[Hit], pointers: Sequence[Pointer] = ()
    ) -> Resolution | Abstention:
        """Which region the span names; never a guess at a centre. `pointers`: names in whose country it may lie."""
        return resolve_region.resolve(self, span, article, hits, pointers)

    def resolve_holder(self, span: Span, article: Article, hits: Sequence[Hit], root: str) -> Holder:
        """Who the span names as a source, and whose side that is for a claim about the military `root`."""
        return resolve_holder.resolve(self, span, article, hits, root)

    def region(self, id: str) -> Region:
        return self.regions.region(id)

    def region_within(self, lower: str, upper: str) -> bool:
        """Whether the region `lower` lies in `upper`, or is it."""
        return self.regions.within(lower, upper)

    def region_ancestors(self, id: str) -> tuple[str, ...]:
        """The region itself, then what contains it, nearest first."""
        return self.regions.ancestors(id)

    def rollup(self, region: str, level: GroupBy, subscribed: Sequence[str]) -> str:
        """The region at the level that a thread is kept at; itself where no single one holds it."""
        return self.regions.rollup(region, level, subscribed)

    def _compiled(self) -> Compiled:
        return compiled(self.names(), vetoes(), common_words())

    def automaton(self) -> Find:
        """The bare automaton, for folded texts: what `hits` begins with. For measuring."""
        return self._scanner.automaton

    def names(self) -> Iterator[Name]:
        """All names: of militaries, then of regions; a country's or capital's name may mean its state too."""
        yield from written_names()
        yield from self.own.military_names()
        for name in self.regions.names():
            if name.kind in (HitKind.STATE, HitKind.CAPITAL):
                state = self.state_of(self.regions.country(name.refs[0]))
                yield name._replace(refs=(state, *name.refs)) if state else name._replace(kind=HitKind.REGION)
            else:
                yield name


def load(own: Path | None = None) -> Catalogue:
    """The catalogue of this process, made at the first call: with the names of the file `own`, else of `own_file()`."""
    return _load(own_file(own))


@cache
def load_sealed(seal: str) -> Catalogue:
    """The one with the names that `Own.seal` wrote down: for workers on machines where their file is not."""
    return Catalogue(msgspec.json.decode(seal, type=Own) if seal else NOTHING)


@cache
def _load(path: Path | None) -> Catalogue:
    own = read_own(path)
    if path is not None:
        require_fit(own, path)
    return load_sealed(own.seal().decode())


def _version(own: Own) -> str:
    seal = hashlib.blake2b(own.seal(), digest_size=_VERSION_CHARACTERS // 2)
    for path in sorted(path for path in DATA.rglob("*") if path.is_file()):
        seal.update(path.relative_to(DATA).as_posix().encode())
        seal.update(path.read_bytes())
    return seal.hexdigest()
