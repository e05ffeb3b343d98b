"""The digest of a ruleset: a short name for what it says."""

from __future__ import annotations

from ccgrules.digest import json_digest
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.to_json import to_json


def rules_digest(ruleset: Ruleset) -> str:
    """SHA-256 of the ruleset's JSON form (`ccgrules show --format json`) without its tests, which rate no one.

    Layout, comments and the names of files do not matter.
    """
    document = to_json(ruleset)
    del document["tests"]
    return json_digest(document)
