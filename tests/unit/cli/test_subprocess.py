"""Each main command once as people start it: a process of its own, plain output, exit code, nothing heavy loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = {
    "check": (["check", "clinics.rules"], 0, "0 errors"),
    "fmt": (["fmt", "--check", "clinics.rules"], None, "in layout"),
    "run": (["run", "clinics.rules", "clinics.csv"], 0, "Clinics · 5 clinics"),
    "explain": (["explain", "clinics.rules", "clinics.csv", "--for", "A1"], 0, "Alder"),
    "test": (["test", "clinics.rules"], 0, "1 passed, 0 failed"),
    "wrong use": (["run", "clinics.rules"], 2, ""),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_command(clinics: Path, project: Path, name: str) -> None:
    arguments, code, words = COMMANDS[name]
    program = (
        "import sys\nfrom ccgrules.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\n"
        "finally:\n"
        "    heavy = {'polars', 'rich', 'pandas', 'jsonschema', 'xlsxwriter'} & set(sys.modules)\n"
        "    print('heavy:', sorted(heavy), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=clinics,
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == code or (code is None and done.returncode in {0, 1})
    assert words in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr.endswith("heavy: []\n")


def test_a_reader_that_goes_away_is_no_fault(project: Path) -> None:
    command = f"{sys.executable} -m ccgrules codes | true"
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert "CCG901" not in done.stderr
