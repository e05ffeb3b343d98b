"""A small framework and its data, in a folder of their own; results are worked out by hand beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

RULES = """framework clinics "Clinics"
  language 1
  version  "2031"
  rates    clinic "Clinic"
  scores better higher
  result   clinic_rating, overall

scale ratings "Ratings" best first
  good "Good"
  fair "Fair"
  poor "Poor"

field overspent "Overspent" yes or no

group access "Access"

indicator seen "Seen within four weeks" in access
  data   percent
  better higher
  score
    2  when value >= 90%
    1  when value >= 80%
    0  otherwise

indicator kept "Appointments kept" in access
  data   percent
  better higher
  score
    2  when value >= 95%
    1  when value >= 90%
    0  otherwise

measure overall "Score" = mean(access.indicators.score)
  better higher
  shown to 2 places

rating clinic_rating "Rating" on ratings
  good  when overall >= 1.5
  fair  when overall >= 1
  poor  otherwise
  no better than fair  when overspent
    because "A clinic that overspends cannot be rated Good"

test "an overspend: no better than fair"
  given  overall = 2, overspent is yes
  expect clinic_rating is fair
"""

#   scores 2 and 2; 2 and 2, held at Fair; 1 and 1; 0 and 0; none
DATA = """organisation,name,seen,kept,overspent
A1,Alder,94,96,no
B2,Beech,94,96,yes
C3,Cedar,85,91,no
D4,=Dogwood,70,80,no
E5,Elm,*,*,no
"""


@pytest.fixture
def clinics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, which is the working folder too, with `clinics.rules` and `clinics.csv`."""
    (tmp_path / "clinics.rules").write_text(RULES, encoding="utf-8")
    (tmp_path / "clinics.csv").write_text(DATA, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path
