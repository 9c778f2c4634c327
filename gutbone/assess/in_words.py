"""A score in words: what it is of, its points and its band, and what the published way makes of it."""

from math import ceil
from typing import Literal

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from gutbone.assess import scoring
from gutbone.rules.instrument import Instrument


def in_words(instrument: Instrument, score: scoring.Score, label: str, domain: str = "") -> scoring.Score:
    """Give a score that also says what it is of, its points as "33 of 64 points" or why there are none, and its band."""
    words, text, band = instrument.words, instrument.words.not_for_you, ""
    if score.points:
        template = words.points if score.points.is_exact else words.points_between
        text = template.format(low=score.points.low, high=score.points.high, possible=score.possible)
    elif score.status == "not_enough_answers":
        wanted = max(1, ceil(instrument.no_number_under * score.applicable) - score.answered)
        more = [words.more_answers.format(count=wanted)] if score.applicable else []
        text = ". ".join([words.not_enough, *more])
    if score.band:
        low, high = (instrument.band_label(domain, band) for band in (score.band.low, score.band.high))
        band = low if score.band.is_exact else words.band_between.format(low=low, high=high)
    better: Literal["less"] | UnsetType = "less" if instrument.better == "less" else UNSET
    said = replace(score, label=label, text=text, band_label=band, better=better)
    return replace(said, published=_published(instrument, score))


def _published(instrument: Instrument, score: scoring.Score) -> scoring.Published | UnsetType:
    """Give the published score in words, where something is missing that it fills in."""
    own = score.published
    if not own:
        return UNSET
    words = instrument.words.published
    text = words.format(missing=own.of - own.answered, points=own.rounded, possible=score.possible)
    band = instrument.band[own.band].label if own.band else ""
    return replace(own, text=text if own.answered < own.of else "", band_label=band)
