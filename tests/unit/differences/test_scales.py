"""Two scales in one order, worked by hand."""

from __future__ import annotations

import pytest

from ccgrules.differences.scales import JointScale
from ccgrules.model.ruleset import Label


def scale(*names: str) -> list[Label]:
    return [Label(name, name.capitalize()) for name in names]


def names(joint: JointScale) -> list[str]:
    return [label.name for label in joint.labels]


@pytest.mark.parametrize(
    ("old", "new", "joint"),
    [
        (("good", "fair", "poor"), ("good", "fair", "poor"), "good fair poor"),
        (("good", "poor"), ("best", "good", "fair", "poor"), "best good fair poor"),
        (("best", "good", "fair", "poor"), ("good", "poor"), "best good fair poor"),
        (("good", "weak", "poor"), ("good", "fair", "poor"), "good weak fair poor"),
        (("good", "bad"), ("green", "red"), "green red good bad"),
        (("poor", "good"), ("good", "poor"), "good poor"),
    ],
)
def test_the_newer_scale_with_what_is_no_more_put_in(old: tuple[str, ...], new: tuple[str, ...], joint: str) -> None:
    assert names(JointScale.of(scale(*old), scale(*new))) == joint.split()


def test_grades_are_places_of_the_joint_scale() -> None:
    joint = JointScale.of(scale("outstanding", "good", "fair", "poor"), scale("good", "fair", "inadequate", "poor"))
    # outstanding, good, fair, inadequate, poor
    assert joint.grades("outstanding", "good") == -1
    assert joint.grades("fair", "poor") == -2
    assert joint.grades("poor", "inadequate") == 1
    assert joint.grades("good", "good") == 0
    assert joint.grades("outstanding", "inadequate") == -3, "good and fair, which both have, stand between them"


def test_labels_that_nothing_sets_beside_each_other_are_no_grades_apart() -> None:
    joint = JointScale.of(scale("good", "weak", "poor"), scale("good", "fair", "poor"))
    assert joint.grades("weak", "fair") is None
    assert joint.grades("weak", "poor") == -2
    assert JointScale.of(scale("good", "bad"), scale("green", "red")).grades("good", "red") is None


def test_a_label_of_the_same_title_is_the_same() -> None:
    old = [Label("good", "Good"), Label("ri", "Requires improvement")]
    new = [Label("good", "Good"), Label("requires_improvement", "Requires improvement")]
    joint = JointScale.of(old, new)
    assert names(joint) == ["good", "requires_improvement"]
    assert joint.older("ri") == "requires_improvement"
    assert joint.older("good") == "good"


def test_titles_that_changed_places_are_not_followed() -> None:
    old = [Label("a", "First"), Label("b", "Second")]
    new = [Label("a", "Second"), Label("b", "First")]
    assert JointScale.of(old, new).renamed == {}
