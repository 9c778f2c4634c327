"""What nobody may read, and what nobody with a warning sign may: the same kind of table as ``forbidden.py``."""

from forbidden import FORBIDDEN
from forbidden_words import (
    DISH,
    DRINK_WITH_FOOD,
    EAT_LESS,
    EATS_TOO_LITTLE,
    FIBROUS,
    HARD,
    LIVE,
    NO_PUSH,
    NO_TIPS,
    SALT_SUBSTITUTE,
    SIGN_OF_THE_GUT,
    no,
)

# for everyone
EVERYONE = (
    no(
        "a promise",
        r"(?:strengthen|improve|protect|build|heal)s? (?:your )?(?:bones?|gut)|stronger bones|prevents? (?:a )?(?:fractures?|"
        r"osteoporosis|breaks|broken bones)|boosts? (?:calcium )?absorption|cures?|detox",
    ),
    no("a salt substitute", SALT_SUBSTITUTE),
    no("stopping a medicine", r"stop (?:taking )?(?:your )?(?:tablets?|medicines?|steroids?|warfarin|lithium)"),
)
BONES = (
    no(
        "that bones are fine",
        r"bones are (?:fine|healthy|strong)|no need to (?:see|tell) (?:your|a) (?:GP|doctor|clinic)",
    ),
)

FLAGS = {
    "bleeding_heavy": (NO_TIPS, *SIGN_OF_THE_GUT),
    "black_or_bloody": SIGN_OF_THE_GUT,
    "bowel_change": SIGN_OF_THE_GUT,
    "weight_or_swallowing": (*SIGN_OF_THE_GUT, no("cuts", EAT_LESS), no("hard food", HARD), NO_PUSH),
    "fragility_fracture": BONES,
    "height_loss": BONES,
    "early_menopause": BONES,
    "long_steroids": (*BONES, no("live food", LIVE, beside=r"\bask your\b", places=("tip",))),
    "gut_disease": (
        *BONES,
        no("fibrous food", FIBROUS, DISH, beside=r"\bask your\b", places=("tip",)),
        no("drinks with a meal", DRINK_WITH_FOOD, warned=False, beside=r"between meals"),
    ),
    "low_weight": EATS_TOO_LITTLE,
}
FLAGS["past_eating_disorder"] = FORBIDDEN["eating_disorder"]
HIDES_CLINIC = ("bleeding_heavy", "black_or_bloody", "bowel_change", "weight_or_swallowing")
