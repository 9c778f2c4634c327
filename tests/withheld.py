"""Who must never be given which tip, from the table by reason in draft/withheld.yaml."""

from pathlib import Path

import yaml

TABLE = Path(__file__).parent / "draft" / "withheld.yaml"


def kept_from():
    """Give the conditions that each tip must never reach; nobody under 18 is given any."""
    withheld = {}
    for reason in yaml.safe_load(TABLE.read_text(encoding="utf-8")):
        for tip in " ".join(reason["tips"]).split():
            withheld.setdefault(tip, {"under_18"}).update(reason["who"])
    return withheld
