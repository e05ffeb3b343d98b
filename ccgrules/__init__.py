"""A rules language for the oversight and performance frameworks of public bodies.

import ccgrules

framework = ccgrules.load("2025-26.rules")
result = framework.run("trusts.csv")
print(result.explain("X17"))
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ccgrules import version as _version

if TYPE_CHECKING:
    from ccgrules.api import (
        DataError,
        Explanation,
        Framework,
        RulesetError,
        Run,
        check,
        compare,
        diff,
        load,
        run,
    )

__version__ = _version.VERSION

__all__ = [
    "DataError",
    "Explanation",
    "Framework",
    "RulesetError",
    "Run",
    "__version__",
    "check",
    "compare",
    "diff",
    "load",
    "run",
]


if not TYPE_CHECKING:  # type checkers see the imports above, and no attribute that is not there

    def __getattr__(name: str) -> object:
        """Loads the interface when it is first used, so that the command line starts at once."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from ccgrules import api

        return getattr(api, name)
