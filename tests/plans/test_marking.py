"""Marks over a text: pieces that never overlap, and the sentence around a place."""

from hypothesis import given
from hypothesis import strategies as st

from plans.rules.goals import Span
from plans.rules.marking import Mark, Quote, pieces_of, quote_of

TEXT = "Đạt tỷ lệ 82,55% trong năm."


def mark(item, start, end, *, tone="error", rank=0):
    return Mark(item, item, Span(start, end), tone, rank)


def told(pieces):
    return [(piece.text, piece.items, piece.tone) for piece in pieces]


def test_text_without_marks_is_one_piece():
    assert told(pieces_of(TEXT, [])) == [(TEXT, "", "")]


def test_marks_that_overlap_are_cut_where_they_cross_and_the_strongest_gives_the_tone():
    marks = [mark("chi-tieu", 0, 9, tone="proposed", rank=2), mark("diem", 4, 16)]

    assert told(pieces_of(TEXT, marks)) == [
        ("Đạt ", "chi-tieu", "proposed"),
        ("tỷ lệ", "diem chi-tieu", "error"),
        (" 82,55%", "diem", "error"),
        (" trong năm.", "", ""),
    ]


def test_each_mark_begins_with_exactly_one_piece():
    marks = [mark("a", 0, 3), mark("b", 0, 9, rank=1), mark("c", 4, 9)]

    begun = [[m.item for m in piece.begins] for piece in pieces_of(TEXT, marks)]

    assert begun == [["a", "b"], [], ["c"], []]


def test_marks_outside_the_text_are_left_out():
    marks = [mark("a", 20, 99), mark("b", 5, 5), mark("c", -1, 3), mark("d", 9, 4)]

    assert told(pieces_of(TEXT, marks)) == [(TEXT, "", "")]


def test_no_text_has_no_pieces():
    assert pieces_of("", [mark("a", 0, 1)]) == []


@given(
    st.text("aăâ \n*", max_size=30),
    st.lists(st.tuples(st.integers(-2, 32), st.integers(-2, 32), st.integers(0, 2)), max_size=8),
)
def test_pieces_are_the_whole_text_and_each_lies_under_just_its_own_marks(text, spans):
    marks = [mark(f"m{n}", *span[:2], rank=span[2]) for n, span in enumerate(spans)]

    pieces = pieces_of(text, marks)

    assert "".join(piece.text for piece in pieces) == text
    at = 0
    for piece in pieces:
        over = {
            m.item
            for m in marks
            if 0 <= m.span.start <= at < at + len(piece.text) <= m.span.end <= len(text)
        }
        assert {m.item for m in piece.marks} == over
        assert [m.rank for m in piece.marks] == sorted(m.rank for m in piece.marks)
        at += len(piece.text)


def test_quote_is_the_sentence_around_a_place_on_one_line():
    text = "Câu trước. Đã cấp\n32.788 thẻ, **đạt 82,55%**; số còn lại 2.309. Câu sau."
    start = text.index("82,55%")

    assert quote_of(text, Span(start, start + 6)) == Quote("Đã cấp 32.788 thẻ, đạt ", "82,55%", ";")


def test_quote_of_a_long_sentence_is_shortened_on_both_sides_at_words():
    words = "từ " * 100
    text = f"{words}82,55% {words}"

    quote = quote_of(text, Span(300, 306))

    assert quote is not None
    assert quote.before.startswith("…từ ")
    assert quote.after.endswith(" từ…")
    assert max(len(quote.before), len(quote.after)) < 112


def test_a_place_outside_the_text_has_no_quote():
    assert quote_of(TEXT, Span(20, 99)) is None
