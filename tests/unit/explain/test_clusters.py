"""What would change a rating that hangs on clusters, classes and peer groups: what is said of each, and what is not."""

from __future__ import annotations

from fractions import Fraction

from unit.explain.explained import planned, rated

from ccgrules.explain.among_parts import Among
from ccgrules.explain.derivation import derive

CLUSTERS = """
indicator points "Points"
  data number
  better higher
measure cluster "Cluster" = kmeans(points.value, clusters: 2, among: trusts)
rating verdict on ratings
  good  when cluster = 2
  poor  otherwise
"""
BREAKS = """
indicator points "Points"
  data number
  better higher
measure class "Class" = natural_breaks(points.value, classes: 3, among: trusts)
rating verdict on ratings
  good  when class = 3
  poor  otherwise
"""
BANDS = """
indicator points "Points"
  data number
  better higher
indicator beds "Beds"
  data number
  better higher
measure band "Band" =
  1  when beds.value > 100
  2  otherwise
population alike "Trusts as large"
  by band
rating verdict on ratings
  good  when rank(points.value, among: alike) = 1 and beds.value > 10
  poor  otherwise
"""


def trusts(**columns: list[int]) -> list[dict[str, object]]:
    """Trusts A, B, C …, a row each."""
    size = len(next(iter(columns.values())))
    return [
        {"organisation": chr(ord("A") + row), **{name: Fraction(values[row]) for name, values in columns.items()}}
        for row in range(size)
    ]


def test_a_cluster_changes_in_the_middle_between_centres_that_stay() -> None:
    # seeds 1 and 18.5, and their middle 9.75: 0, 2, 7 with the centre 3, and 30; the middle of these is 16.5
    told = derive(rated(planned(CLUSTERS), trusts(**{"points.value": [0, 2, 7, 30]})), "C")
    assert told.changes is not None
    (single,) = told.changes.singles
    (reach,) = single.reaches
    assert (reach.at.exact, reach.inclusive, reach.side, reach.rating.exact) == ("16.5", False, "or more", "good")
    assert "clusters keep their centres" in told.changes.held[0]


def test_the_ends_of_a_cluster_and_its_neighbours_are_told() -> None:
    told = derive(rated(planned(CLUSTERS), trusts(**{"points.value": [0, 2, 7, 30]})), "C")
    how = next(entry.how for entry in told.entries if isinstance(entry.how, Among))
    assert how.classed is not None
    shown = {name: getattr(how.classed, name) for name in ("lowest", "highest", "centre", "below", "above")}
    assert {name: told and told.exact for name, told in shown.items()} == {
        "lowest": "0", "highest": "7", "centre": "3", "below": None, "above": "30",
    }  # fmt: skip
    assert (how.classed.number, how.classed.of, how.classed.members) == (1, 2, 3)


def test_too_few_different_values_are_told() -> None:
    told = derive(rated(planned(CLUSTERS), trusts(**{"points.value": [3, 3, 3]})), "B")
    how = next(entry.how for entry in told.entries if isinstance(entry.how, Among))
    assert how.classed is not None
    assert (how.classed.number, how.classed.of) == (None, 2)
    assert told.changes is None


def test_what_feeds_natural_breaks_is_not_varied() -> None:
    told = derive(rated(planned(BREAKS), trusts(**{"points.value": [1, 2, 9, 10, 30]})), "C")
    assert told.changes is not None
    assert told.changes.singles == ()
    assert told.changes.not_tried == ("points (the class of points among all trusts is not worked out again)",)


def test_what_decides_the_peer_group_is_not_varied() -> None:
    columns = {"points.value": [1, 2, 3, 4], "beds.value": [50, 60, 150, 160]}
    told = derive(rated(planned(BANDS), trusts(**columns)), "A")
    assert told.changes is not None
    assert [single.column for single in told.changes.singles] == ["points.value"]
    assert told.changes.not_tried == ("beds (it decides whom the trust is compared with)",)
