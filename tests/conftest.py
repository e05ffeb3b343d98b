"""What all tests share: the switch that rewrites goldens, and the published data beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-goldens", action="store_true", help="rewrite the expected texts of golden files; review with git diff"
    )


@pytest.fixture
def update_goldens(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-goldens"))


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Published data beside the project; tests that need them are skipped where they are not."""
    path = PROJECT.parent / "shared" / "data"
    if not path.is_dir():
        pytest.skip("the published data are not beside this checkout (../shared/data)")
    return path
