"""From numbers to spans and claims: small arrays whose answers can be seen."""

import numpy as np
from numpy.typing import NDArray

from pipeline.claims.reader import decode


def chances(*rows: tuple[float, float, float]) -> NDArray[np.float64]:
    """(outside, begins, inside) of each piece, between `<s>` and `</s>`."""
    return np.array([(1, 0, 0), *rows, (1, 0, 0)], np.float64)


OUT, BEGIN, IN = (0.9, 0.05, 0.05), (0.1, 0.8, 0.1), (0.1, 0.1, 0.8)


def test_a_span_goes_on_while_pieces_are_inside() -> None:
    assert decode.spans(chances(OUT, BEGIN, IN, IN, OUT)) == [((2, 4), 0.8)]


def test_two_beginnings_are_two_spans() -> None:
    assert [span for span, _ in decode.spans(chances(BEGIN, BEGIN, IN))] == [(1, 1), (2, 3)]


def test_of_overlapping_spans_the_likelier_is_kept() -> None:
    weak = (0.2, 0.3, 0.5)  # begins a little, is inside more
    assert [span for span, _ in decode.spans(chances(BEGIN, weak, IN))] == [(1, 3)]


def test_nothing_begins_at_the_ends_of_a_window() -> None:
    sure = np.array([(0, 1, 0), (0, 1, 0), (0, 1, 0)], np.float64)
    assert [span for span, _ in decode.spans(sure)] == [(1, 1)]


def test_a_name_is_not_paired_with_itself() -> None:
    assert decode.pairs([(1, 1), (3, 4)], [(1, 1)]) == [((3, 4), (1, 1))]


def test_the_outlet_speaks_where_no_span_is_likelier() -> None:
    first, last = np.array([5.0, 1, 1, 0]), np.array([5.0, 1, 1, 0])
    assert decode.holder(first, last) is None


def test_a_holder_ends_where_it_is_likeliest_to_end() -> None:
    first, last = np.array([0.0, 9, 0, 0, 0]), np.array([0.0, 1, 7, 0, 0])
    assert decode.holder(first, last) == (1, 2)


def test_a_second_stance_of_a_pair_must_be_likely_on_its_own() -> None:
    floors = np.array([0.3, 0.3, 0.3, 0.3])
    assert list(decode.stances(np.array([0.9, 0.1, 0.2, 0.4]), floors)) == [0]
    assert list(decode.stances(np.array([0.9, 0.1, 0.2, 0.7]), floors)) == [0, 3]
    assert list(decode.stances(np.array([0.2, 0.1, 0.2, 0.1]), floors)) == []


def test_only_names_are_pointed_at_and_nobody_has_his_share() -> None:
    logits = np.log(np.array([0.2, 0.1, 0.5, 0.0999, 0.0001, 0.1]))
    found = decode.pointed(logits, [1, 2, 4])
    assert [piece for piece, _ in found] == [2, 1]
    assert [round(chance, 2) for _, chance in found] == [0.62, 0.12]


def test_where_there_are_no_names_nothing_is_pointed_at() -> None:
    assert decode.pointed(np.zeros(6), []) == []


def test_a_span_ends_where_its_word_ends() -> None:
    assert decode.word_end("troops in Ukraine, today", 16) == 17
    assert decode.word_end("у Києві", 4) == 7
    assert decode.word_end("قواتها في مالي", 4) == 6


def test_a_span_that_ends_with_a_word_or_in_chinese_stays() -> None:
    assert decode.word_end("Kyiv's forces", 4) == 4
    assert decode.word_end("Kyiv", 4) == 4
    assert decode.word_end("", 0) == 0
    assert decode.word_end("俄军在顿巴斯作战", 6) == 6
    assert decode.word_end("M23在基伍", 1) == 3
