"""Tiny random checkpoints, made on the spot: a tokenizer of three kinds and a BERT of one layer."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

TEXTS = (
    "French soldiers train in Donbas, the Kremlin says",
    "Українські війська залишили Авдіївку",
    "俄军炮击哈尔科夫，法国否认向敖德萨派遣士兵",
    "قوات فرنسية تصل إلى النيجر وفرنسا تنفي",
    "Türk askerleri Ukrayna'ya gönderilmedi",
)


def checkpoint(
    folder: Path, kind: str, labels: Sequence[str], *, pieces: str = "wordpiece", positions: int = 64, **more: Any
) -> Path:
    """A folder with a random model for token or sequence classification, the same at every call."""
    import torch
    import transformers

    torch.manual_seed(7)
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_object=_tokenizer(pieces), model_max_length=positions,
        cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]",
    )  # fmt: skip
    config = transformers.BertConfig(
        vocab_size=len(tokenizer), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=positions, id2label=dict(enumerate(labels)), initializer_range=1.0,
        label2id={label: number for number, label in enumerate(labels)}, **more,
    )  # fmt: skip
    model = getattr(transformers, f"BertFor{kind}Classification")(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tokenizer(pieces: str) -> Any:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    if pieces == "wordpiece":  # folds case and accents, so its words are not the text's
        made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
        made.normalizer = normalizers.BertNormalizer(lowercase=True)
        made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        trainer: Any = trainers.WordPieceTrainer(vocab_size=300, special_tokens=special)
    elif pieces == "bytes":  # a letter may be several pieces
        made = Tokenizer(models.BPE())
        made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
        trainer = trainers.BpeTrainer(
            vocab_size=330, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
        )
    else:  # sentence pieces: the space belongs to the word after it
        made = Tokenizer(models.Unigram())
        made.normalizer = normalizers.NFKC()
        made.pre_tokenizer = pre_tokenizers.Metaspace()
        trainer = trainers.UnigramTrainer(vocab_size=200, special_tokens=special, unk_token="[UNK]")
    made.train_from_iterator(_repeated(), trainer)
    ends = [(name, made.token_to_id(name)) for name in ("[CLS]", "[SEP]")]
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    return made


def _repeated() -> Iterator[str]:
    for text in TEXTS:
        yield from [text] * 5
