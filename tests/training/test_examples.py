"""What a labelled entry teaches about names: where else its text speaks of a claim's owner and of its country."""

from typing import Any

import pytest

from pipeline.catalogue.catalogue import load
from pipeline.claims.reader.model import BUNDLED
from pipeline.claims.reader.tokens import Pieces
from training.reader.example import NOBODY, Target
from training.reader.examples import examples

TITLE = "Sudan accuses Chad: its troops are in Adré"
CLAIM = {
    "military": "its troops", "military_id": "TCD", "region": "Adré", "region_name": "Adré", "region_country": "TD",
    "activity": "presence", "stance": "affirmed", "holder": "Sudan", "background": False,
}  # fmt: skip


def target(title: str = TITLE, **changed: Any) -> tuple[Target, list[str]]:
    """The one target of an entry, and the words of its pieces."""
    row = {
        "id": "a", "language": "en", "title": title, "text": "", "published": "2024-05-01", "feed": "", "url": "",
        "claims": [{**CLAIM, **changed}],
    }  # fmt: skip
    (example,) = examples(iter([(row, 1.0, "written")]), Pieces(BUNDLED / "pieces.model"), load())
    (found,) = example.targets
    return found, [title[start:end] for start, end in example.tokens.places]


def test_owner_and_country_are_pointed_at_where_they_are_named() -> None:
    found, words = target()
    assert [words[piece].strip() for piece in found.owners or ()] == ["Cha"]  # Chad is two pieces
    assert found.lands == found.owners


def test_the_words_of_the_claim_do_not_point_at_themselves() -> None:
    found, _ = target("Chadian troops are in Adré, says Sudan", military="Chadian troops")
    assert found.owners == NOBODY


@pytest.mark.parametrize("changed", [{"military_id": "FRA", "region_country": "ML"}, {"region_country": ""}])
def test_who_is_not_named_is_nobody(changed: dict[str, Any]) -> None:
    found, _ = target(**changed)
    assert found.lands == NOBODY
    assert (found.owners == NOBODY) == ("military_id" in changed)


def test_an_entry_about_other_names_says_neither() -> None:
    found, _ = target(was="SDN")
    assert (found.owners, found.lands) == (None, None)
