"""The result as JSON, schema ``gutbone.result/1``."""

from gutbone.assess.result import Result
from gutbone.base.text import indented


def render_json(result: Result) -> str:
    """Write everything the result holds, keys in the order of the schema; no text in it can steer a terminal."""
    return indented(result)
