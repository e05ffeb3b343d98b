"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

NEW_FILE_MODE = 0o644


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file beside its place and put it there in one move; an existing file keeps its permissions.

    Args:
        path: Where to write; its folder must exist. A symbolic link stays one.
        content: Text (written as UTF-8 with `\\n` line ends) or bytes.

    Raises:
        OSError: The file cannot be written; what stood there before is unharmed.
    """
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else NEW_FILE_MODE
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except OSError as error:
        # it is this file that the reader knows of, not the temporary one beside it
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content.encode("utf-8") if isinstance(content, str) else content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
