"""How far apart the first and the last position lie that a unit sees, against the units one by one."""

from hypothesis import given
from hypothesis import strategies as st

from cnncalc.layers.base import span_extent
from cnncalc.model.reach import Span

sizes = st.integers(1, 40)
spans = st.one_of(
    st.builds(Span.window, st.integers(1, 9), st.integers(1, 12), st.integers(0, 8), st.integers(1, 7)),
    st.builds(Span.transposed, st.integers(1, 9), st.integers(1, 12), st.integers(0, 8), st.integers(1, 7)),
    st.builds(Span.nearest, sizes, sizes),
    st.builds(Span.bilinear, sizes, sizes),
    st.builds(Span.adaptive, sizes, sizes),
)


@given(spans)
def test_the_widest_view_is_that_of_some_unit(span: Span) -> None:
    """The extent is the largest over the units of one period, each asked for the positions that it sees."""
    views = [taps for unit in range(span.over) if (taps := span.taps(unit))]
    assert span_extent(span) == max(taps[-1] - taps[0] + 1 for taps in views)
