"""Puts the packaged rules into the wheel, and the same checked and compiled, so that a start reads no YAML."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledRules(BuildHookInterface):
    """Adds what is not in the folder ``gutbone``; an editable install finds ``rules`` beside it, always as it is."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Check the rules with the program's own code, and compile them. Rules that nobody could use stop the build."""
        if version == "editable":
            return
        sys.path.insert(0, self.root)
        from gutbone.rules.load import RulesError, load_instrument
        from gutbone.rules.packaged import COMPILED, compiled

        rules = Path(self.root, "rules")
        try:
            content = compiled(load_instrument(rules))
        except RulesError as error:
            sys.exit("\n".join(f"Error: {problem}" for problem in error.problems))
        self.folder = TemporaryDirectory()
        written = Path(self.folder.name, COMPILED)
        written.write_bytes(content)
        build_data["force_include"] |= {str(rules / name): f"gutbone/packaged_rules/{name}" for name in _own(rules)}
        build_data["force_include"] |= {str(written): f"gutbone/packaged_rules/{COMPILED}"}

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  hatchling's
        """Remove what was written beside the wheel."""
        if version != "editable":
            self.folder.cleanup()


def _own(folder: Path) -> list[str]:
    """Give the relative paths of all files in a folder, but for what systems and editors put there."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.as_posix() for path in paths if not any(part.startswith(".") for part in path.parts)]
