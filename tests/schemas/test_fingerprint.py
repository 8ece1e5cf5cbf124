from schemas.fingerprint import HASHES, ROWS, bands, near, parse

ONE = "0a" * HASHES
HALF = "0a" * (HASHES // 2) + "0b" * (HASHES // 2)
QUARTER = "0a" * (HASHES // 4) + "0b" * (HASHES * 3 // 4)


def mark(signature: str = ONE, words: int = 40, title: str = "..", *text: str) -> str:
    return f"{signature}:{words}:{';'.join((title, *text))}"


def test_a_fingerprint_is_read_as_it_is_written() -> None:
    read = parse(mark(ONE, 23, "N2PM.4e20a9.", "..9b1"))
    assert read.words == 23
    assert read.units[0] == ("N2", "PM", frozenset(("4e2", "0a9")), frozenset())
    assert read.units[1].numbers == frozenset(("9b1",))


def test_bands_cover_the_signature() -> None:
    keys = bands(mark())
    assert len(keys) == len(set(keys)) == HASHES // ROWS


def test_half_of_the_word_pairs_in_common_is_near_and_a_quarter_is_not() -> None:
    assert near(mark(), mark(HALF))
    assert not near(mark(), mark(QUARTER))


def test_a_short_text_contained_in_a_long_one_is_near() -> None:
    third = "0a" * 22 + "0b" * (HASHES - 22)
    assert near(mark(ONE, 70), mark(third, 20))
    assert not near(mark(ONE, 70), mark(third, 60))


def test_the_shorter_the_text_the_more_must_agree() -> None:
    assert not near(mark(ONE, 12), mark(HALF, 12))
    assert not near(mark(ONE, 6), mark("0a" * 50 + "0b" * 10, 6))


def test_another_number_of_negations_is_never_near() -> None:
    assert not near(mark(ONE, 40, "..", "N1.."), mark(ONE, 40, "..", "N2.."))


def test_a_plan_is_not_near_a_fact() -> None:
    assert not near(mark(ONE, 40, "..", "P.."), mark(ONE, 40, "..", ".."))


def test_an_exchanged_name_or_number_is_not_near_and_a_missing_one_is() -> None:
    assert not near(mark(ONE, 40, "..", ".aaabbb."), mark(ONE, 40, "..", ".aaaccc."))
    assert not near(mark(ONE, 40, "..", "..aaa"), mark(ONE, 40, "..", "..bbb"))
    assert near(mark(ONE, 40, "..", ".aaabbb."), mark(ONE, 40, "..", ".aaa."))


def test_sentences_that_only_one_has_are_not_held_against_it() -> None:
    assert near(mark(ONE, 40, "..", ".."), mark(ONE, 40, "..", "..", "N1P.aaa."))


def test_a_headline_may_be_rewritten_over_the_same_text_but_not_denied() -> None:
    assert near(mark(ONE, 40, "P.aaa.", ".."), mark(ONE, 40, ".bbb.", ".."))
    assert not near(mark(ONE, 40, "N1..", ".."), mark(ONE, 40, "..", ".."))
    assert near(mark(ONE, 40, "N1..", "N1.."), mark(ONE, 40, "..", "N1.."))
