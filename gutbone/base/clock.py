"""The clock and chance, both set by SOURCE_DATE_EPOCH where output has to repeat."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gutbone.base.errors import GutboneError

if TYPE_CHECKING:
    from random import Random


def now() -> str:
    """Give the time as ISO 8601 with its offset; SOURCE_DATE_EPOCH sets it, so that output repeats."""
    from datetime import UTC, datetime

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return datetime.now(UTC).isoformat(timespec="seconds")
    try:
        return datetime.fromtimestamp(int(epoch), UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        what = f"SOURCE_DATE_EPOCH is {epoch}."
        raise GutboneError("WORLD_001", what, "Set it to seconds since 1970, or unset it.") from None


def chance() -> "Random":
    """Give where ids come from: the system, or what SOURCE_DATE_EPOCH sets, so that output repeats."""
    from random import Random, SystemRandom

    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return SystemRandom() if epoch is None else Random(epoch)  # noqa: S311  asked to repeat, not to be secret


def new_ids() -> Iterator[str]:
    """Give random ids, one after the other."""
    from uuid import UUID

    source = chance()
    while True:
        yield str(UUID(int=source.getrandbits(128), version=4))
