"""Models of others: any checkpoint with a mapping reads claims, with true offsets, and a wrong mapping says what is."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.catalogue.catalogue import Catalogue
from pipeline.claims.hf.checkpoint import Checkpoint
from pipeline.claims.hf.mapping import Tagger
from pipeline.claims.hf.tagging import spans
from pipeline.claims.model import ClaimModel
from pipeline.claims.models import load
from pipeline.mentions.scan import scan
from schemas import Activity, Article, SpanClaim, Stance, Window
from schemas.errors import ConfigError
from tests.pipeline.claims.hf.tiny import TEXTS, checkpoint

pytest.importorskip("torch", reason="needs the extra hf")
pytest.importorskip("transformers", reason="needs the extra hf")

Make = Callable[..., Article]
TAGS = ("O", "B-MIL", "I-MIL", "B-LOC", "I-LOC", "B-PER", "I-PER")
TAGGER = 'military = ["MIL"]\nregion = ["LOC"]\nholder = ["PER"]\nthreshold = 0.0\nreach = 2000\n'
SAID = ("says", "denies", "nothing")
PAIRS = 'none = ["nothing"]\nthreshold = 0.0\n[pairs.labels]\n' + (
    'says = { stance = "affirmed", activity = "attack" }\ndenies = { stance = "denied" }\n'
)


def write(folder: Path, text: str) -> str:
    (folder / "vedette.toml").write_text(f'name = "tiny/1"\n{text}', encoding="utf-8")
    return f"hf:{folder}"


@pytest.fixture(scope="module")
def tagger(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = checkpoint(tmp_path_factory.mktemp("tagger"), "Token", TAGS)
    return write(folder, f"[tagger]\n{TAGGER}")


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = checkpoint(tmp_path_factory.mktemp("pairs"), "Sequence", SAID)
    return write(folder, f"[pairs]\n{PAIRS}")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("both")
    checkpoint(folder / "spans", "Token", TAGS)
    checkpoint(folder / "asked", "Sequence", SAID, problem_type="multi_label_classification")
    second = 'second = "{military} / {region}"\n'
    return write(folder, f'[tagger]\ncheckpoint = "spans"\n{TAGGER}[pairs]\ncheckpoint = "asked"\n{second}{PAIRS}')


def of(text: str, language: str = "en", start: int = 0) -> Window:
    return Window(article_id="", start=start, end=start + len(text), text=text, language=language, title_end=0, hits=())


def read_all(model: ClaimModel) -> list[tuple[str, tuple[SpanClaim, ...]]]:
    return [(text, model.read(of(text))) for text in TEXTS]


@pytest.mark.parametrize("pieces", ["wordpiece", "bytes", "sentence"])
def test_spans_are_words_of_the_text_in_every_script(pieces: str, tmp_path: Path) -> None:
    made = Checkpoint("TokenClassification", checkpoint(tmp_path, "Token", TAGS, pieces=pieces))
    own = Tagger(military=("MIL",), region=("LOC",), holder=("PER",), threshold=0.0)
    for text in TEXTS:
        found = spans(text, made, own)
        assert found
        assert all(0 <= span.start < span.end <= len(text) for span in found)
        assert all(text[span.start].isalnum() and text[span.end - 1].isalnum() for span in found)


def test_a_window_inside_a_long_article_gives_places_in_the_article(tagger: str) -> None:
    model = load(tagger)
    here, there = model.read(of(TEXTS[0])), model.read(of(TEXTS[0], start=1000))
    assert here
    assert [(c.military.start + 1000, c.region.end + 1000) for c in here] == [
        (c.military.start, c.region.end) for c in there
    ]


def test_a_text_longer_than_the_checkpoint_reads_is_read_to_its_end(tagger: str) -> None:
    text = " ".join([TEXTS[0]] * 12)
    claims = load(tagger).read(of(text))
    assert max(claim.military.end for claim in claims) > len(text) - len(TEXTS[0])


def test_the_scans_names_are_the_spans_without_a_tagger(pairs: str, catalogue: Catalogue, article: Make) -> None:
    one = article("French soldiers train in Donbas", "en")
    (window,) = scan(one, catalogue)
    claims = load(pairs).read(window)
    assert {one.body[c.military.start : c.military.end] for c in claims} <= {"French soldiers"}
    assert {one.body[c.region.start : c.region.end] for c in claims} <= {"Donbas"}
    told = {(c.stance, c.activity) for c in claims}
    assert told <= {(Stance.AFFIRMED, Activity.ATTACK), (Stance.DENIED, Activity.PRESENCE)}


def test_several_labels_may_be_true_where_the_checkpoint_says_so(both: str) -> None:
    stances = {claim.stance for _, claims in read_all(load(both)) for claim in claims}
    assert stances == {Stance.AFFIRMED, Stance.DENIED}


def test_answers_do_not_depend_on_what_was_read_before(tagger: str, both: str) -> None:
    for name in (tagger, both):
        model = load(name)
        first = dict(read_all(model))
        for text in reversed(TEXTS):
            assert model.read(of(text)) == first[text]


def test_folders_are_read_without_network(tagger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert load.__wrapped__(tagger).read(of(TEXTS[0]))


def test_odd_windows_are_read(tagger: str, both: str) -> None:
    for name in (tagger, both):
        for text in ("", " ", "\n", "…", "\u0301" * 40, "a" * 3000, "俄" * 900, "{marked} {0}"):
            assert isinstance(load(name).read(of(text)), tuple)


def test_the_gate_comes_before_it_and_its_name_is_in_reports(tagger: str) -> None:
    assert load(tagger).gated
    assert load(tagger).name == "hf/tiny/1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "neither"),
        ('[tagger]\nmilitary = ["MIL"]\n', "region"),
        ('[tagger]\nmilitary = ["ARMY"]\nregion = ["LOC"]\n', "'ARMY'.*it has LOC, MIL, O, PER"),
        ('[tagger]\nmilitary = ["MIL"]\nregion = ["MIL"]\n', "MIL stands for two slots"),
        ('[tagger]\nmilitary = ["MIL"]\nregion = ["LOC"]\nthreshhold = 0.5\n', "threshhold"),
        ('[tagger]\nmilitary = ["MIL"]\nregion = ["LOC"]\ncheckpoint = "./gone"\n', "no checkpoint folder ./gone"),
        ("[tagger\n", "vedette.toml"),
        ("[pairs]\nlabels = { says = { stance = 'perhaps' } }\n", "perhaps"),
        ("[pairs]\ntext = '{region.x}'\nlabels = { says = { stance = 'denied' } }\n", r"region\.x"),
        ("[pairs]\ntext = '{plain:>99999999}'\nlabels = { says = { stance = 'denied' } }\n", "plain:>99999999"),
        ("[pairs]\ntext = '{plain'\nlabels = { says = { stance = 'denied' } }\n", "template"),
        (f"# {'x' * 70_000}\n", "no mapping file"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(text: str, said: str, tagger: str, tmp_path: Path) -> None:
    for file in Path(tagger.removeprefix("hf:")).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(ConfigError, match=said):
        load(write(tmp_path, text))


def test_a_label_without_meaning_is_refused(pairs: str, tmp_path: Path) -> None:
    for file in Path(pairs.removeprefix("hf:")).iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with pytest.raises(ConfigError, match="nothing mean nothing yet"):
        load(write(tmp_path, "[pairs]\n" + PAIRS.replace('none = ["nothing"]\n', "")))


@pytest.mark.parametrize("name", ["hf:", "hf:./nowhere", "hf:nowhere.toml", "hf:one-word", "hf:/etc", "gpt"])
def test_a_name_that_leads_nowhere_is_one_clear_error(name: str) -> None:
    with pytest.raises(ConfigError, match=r"hf:|bundled, cues"):
        load(name)


def test_a_folder_that_is_no_checkpoint_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read as a checkpoint for TokenClassification"):
        load(write(tmp_path, f"[tagger]\n{TAGGER}"))


def test_a_hub_name_is_asked_for_only_where_the_environment_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ConfigError, match="hf:nobody/nothing is no folder or file here"):
        load("hf:nobody/nothing")


def test_without_the_extra_the_error_says_what_to_install(tagger: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(ConfigError, match=r"pip install 'vedette\[hf\]'"):
        load.__wrapped__(tagger)
