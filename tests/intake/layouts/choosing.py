"""Choices of a workbook's features, told by a row of bytes: a byte of 0 chooses the plainest."""

from hypothesis import strategies as st

# One draw for all: hypothesis shrinks it byte by byte to plainer workbooks, and never repeats one
# feature's choice in another's place, which would make workbooks alike.
BYTES = st.binary(min_size=128, max_size=128)


class Pick:
    """Features, each by the next byte; those that are told are noted, so that failures can be counted by them."""

    def __init__(self, choices):
        self._choices = iter(choices)
        self.features = set()

    def of(self, *options):
        """One of the options; the first is the plainest."""
        return options[next(self._choices) % len(options)]

    def chance(self, one_in, feature=""):
        """True once in so many."""
        chosen = next(self._choices) % one_in == one_in - 1
        if chosen and feature:
            self.features.add(feature)
        return chosen

    def feature(self, group, *options):
        """One of the options, noted under its group's name."""
        chosen = self.of(*options)
        self.features.add(f"{group}: {chosen}")
        return chosen

    def weighted(self, *options):
        """One of (option, weight)."""
        return self.of(*(option for option, weight in options for _ in range(weight)))

    def seed(self):
        """A number for the many small choices."""
        return int.from_bytes(next(self._choices) for _ in range(4))
