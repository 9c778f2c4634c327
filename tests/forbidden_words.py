"""Foods and advice by the words that name them, and the rows they stand in: for the table of who must not read what.

The names say what a word means, not in which list of the rules it stands: they were written without looking there.
"""

import re
from typing import NamedTuple

CAUTION = (
    r"\?|n't\b|\b(?:not|never|no(?! (?:need|oven|freezer|time))|nothing|avoid|ask|check|limit(?:ed)?|keep (?:to|apart)|skip|"
    r"le(?:ft|ave) (?:it |them |these |those |this )?out|unless|told|tell|tells|apart|speak|safe|dangerous|upset|without|suits? your gut|if it is yoghurt|"
    r"only if|may (?:hold|contain|have|count)|can (?:hold|contain|change|be|block|make)|much the same|too much|stop|salty|wash (?:all |your )?(?:fruit|salad|veg)|some [\w ]*(?:holds?|have|has|contains?))\b"
)
TAKEN_AWAY = re.compile(
    r"\bswap\b[^.;]*?\bfor\b|\b(?:instead of|in place of|rather than)\b[^,.;]*(?:,[^.;]*\bor\b[^,.;]*)?", re.IGNORECASE
)
EVERYWHERE = ("tip", "praise", "notice")


class Row(NamedTuple):
    """Words that somebody must not read; ``what`` names them in the list of leaks."""

    what: str
    words: re.Pattern[str]
    spared_by: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    places: tuple[str, ...]
    changes: bool
    anywhere: bool

    def is_broken_by(self, sentence):
        """Say whether a sentence holds the words and no caution."""
        searched = sentence if self.changes else TAKEN_AWAY.sub("", sentence)
        return bool(self.words.search(searched)) and not (self.spared_by and self.spared_by.search(sentence))

    def is_accompanied(self, place, text, everything):
        """Say whether what must stand beside the words does: with a tip itself, or among all that somebody reads."""
        seen = text if place == "tip" and not self.anywhere else everything
        return bool(self.beside and self.beside.search(seen))


def no(what, *words, spared_by="", beside="", places=EVERYWHERE, warned=True, changes=False, anywhere=False):
    """Forbid words.

    ``warned`` is whether a sentence of caution may hold them. ``changes`` is whether what a swap takes away is meant too,
    ``anywhere`` whether what must stand beside a tip may also be a notice.
    """
    spared = "|".join(part for part in (CAUTION if warned else "", spared_by) if part)
    return Row(
        what, _pattern(rf"\b(?:{'|'.join(words)})\b"), _pattern(spared), _pattern(beside), places, changes, anywhere
    )


def no_praise(what, *words):
    return no(what, *(words or [r"\w+"]), places=("praise",), warned=False)


def _pattern(words):
    return re.compile(words, re.IGNORECASE) if words else None


# ---------------------------------------------------------------- foods and advice

FRUIT = r"fruits?|bananas?|apples?|oranges?|pears?|mango(?:es)?|grapes|\w*berries|melon|prunes?|dates|raisins|avocados?"
VEG = (
    r"veg|vegetables?|peas|carrots?|cabbage|okra|greens|salads?|spinach|kale|broccoli|sprouts|tomato(?:es)?|sweetcorn|"
    r"mushrooms?|cauliflower|callaloo|green beans|courgettes?|peppers?|onions?"
)
WHOLEGRAIN = (
    r"whole ?(?:meal|grains?|wheat)|brown rice|bran|(?:brown|granary|seeded|rye) bread|oats?(?! (?:milk|drink|yoghurt))|"
    r"porridge|wheat biscuits|oatcakes|muesli|millet|quinoa|buckwheat|bulgur"
)
PULSES = r"pulses|(?<!green )(?<!broad )beans?(?! pods)|lentils?|chickpeas?|dhal|dal|hummus|rice and peas|split peas"
NUTS = r"nuts?|peanuts?|almonds?|cashews?|walnuts?|pistachios?|satay|nut butter"
SEEDS = r"seeds?|linseeds?|flax\w*|chia|sesame|tahini"
DISH = r"curry|curries|stews?|stir[- ]?fr(?:y|ies)|takeaways?|sauces?"
LOAF = r"bread|loaf|loaves|toast|sandwich(?:es)?"
LIVE = (
    r"live (?:yoghurts?|foods?|dairy|kefir|cultures?|fermented)|kefir|kimchi|sauerkraut|miso|kombucha|tempeh|natto|"
    r"fermented|dahi|lassi|ayran|raita|soured milk|probiotics?"
)
MILK = (
    r"(?<!coconut )(?<!oat )(?<!soya )(?<!almond )(?<!plant )milk|milky|(?<!free )(?<!soya )(?<!coconut )(?<!oat )"
    r"(?<!free live )yoghurts?|kefir|(?<!free )cheeses?|paneer|(?<!ice )cream|custard|ghee|dahi|lassi|ayran|raita|labneh|"
    r"skyr|whey|(?<!nut )(?<!seed )butter"
)
EGG = r"eggs?|omelettes?|frittata|quiche|mayonnaise|pancakes?|meringues?"
FISH = r"fish|salmon|sardines?|tuna|mackerel|pilchards?|kippers?|anchov\w+|prawns?|shellfish|crab|oyster"
MEAT = r"(?<!processed )meat|chicken|turkey|ham|bacon|beef|lamb|pork|mince"
SALTY_LIVE = r"kimchi|sauerkraut|miso|pickles|pickled|olives"
HARD = (
    r"(?<!ground )nuts|nuts or seeds|plain peanuts|spoon of (?:plain )?(?:nuts|seeds)|popcorn|veg(?:etable)? sticks|raw|"
    r"crunchy|(?:leave|keep) the skins?|skins? on|an apple|crackers?|oatcakes"
)
FIBROUS = rf"{FRUIT}|{VEG}|{WHOLEGRAIN}|{PULSES}|{NUTS}|{SEEDS}|popcorn|leave the skins?|more fibre|high[- ]fibre"
BULKY = rf"{WHOLEGRAIN}|{PULSES}|{NUTS}|{SEEDS}|popcorn|veg(?:etable)? sticks|salads?|more fibre"
DRINK_MORE = (
    r"(?:add|have|drink) (?:1|one|a|an|another|an extra|1 more|an? (?:extra|full))(?: \w+)? (?:drink|cup|glass)(?:es|s)?|"
    r"(?:1|one|another|an extra) (?:more )?(?:cup|drink|glass)(?: of \w+)? (?:a day|more|would|with each)|1 more cup|"
    r"(?<!need to )drink (?:more|plenty|lots|at least|enough)|plenty (?:to drink|of (?:fluids?|water|drinks))|more to drink|more drinks|"
    r"nourishing drinks?|milky drinks?|fill a (?:bottle|jug)|6 to 8 (?:cups|drinks|glasses)|drink before you are thirsty"
)
THIRST = r"(?:not )?wait (?:to feel|until you(?: are|'re)) thirsty|count (?:your )?cups"
DRINK_LESS = r"no need to drink more|drink less|cut down on (?:your )?drinks|fewer (?:drinks|cups)"
DRINK_WITH_FOOD = (
    r"sit down to eat[^.]*(?:glass|drink|water|cup)|(?:drink|water|cup|glass)[^.]{0,30} with (?:each|every|a|your) meals?|"
    r"drink a day\. link it to a meal|link it to a meal, then add another"
)
EAT_LESS = (
    r"eat less|have less(?! lactose)|(?<!or )fewer|less often|cut (?:down|back|out)|small(?:er|est)? (?:bags?|portions?|packets?|bars?)|half as|"
    r"low[- ]fat|lower[- ]fat|skimmed|(?:try|choose|pick|swap|water or)[^.]*sugar[- ]free|diet drinks?|some weeks, (?:skip|miss)|smaller (?:meals|helpings)"
)
CALCIUM_PILL = (
    r"take (?:a )?(?:calcium|vitamin D)|micrograms of vitamin D|get enough calcium|(?:calcium|vitamin D) tablets"
)
SWEET = (
    r"sugary drinks?|sweet treats?|something sweet|juice|biscuits?|cakes?|chocolate|nourishing drinks?|"
    r"milky drinks?|wholemeal|wholegrains?|white bread|porridge|brown rice|pulses|beans|lentils"
)
SALT_SUBSTITUTE = r"(?:use|try|choose|pick|swap)[^.]*(?:LoSalt|salt substitutes?|potassium salt)"
PLANT_PROTEIN = r"\b(?:beans|lentils|tofu|chickpeas|dhal|nuts|vegan|plant)\b"
NUMBERED = (
    r"\d+(?:\.\d+)? (?:(?:of \d+|more|or more|small|fresh) )*(?:points?|portions?|cups?|spoonfuls?|calories|kcal|kg|"
    r"tablespoons?|glass(?:es)?|drinks?|packets?|g\b)|\d+(?:\.\d+)?(?:g|kg|ml|kcal)|BMI|calories|\d+ to \d+"
)

# ---------------------------------------------------------------- rows that several people share

NO_TIPS = no("any food tip", r"\w+", places=("tip",), warned=False)
NO_PUSH = no("advice to drink more", DRINK_MORE, spared_by=r"your clinic may want", places=("tip", "notice"))
NO_THIRST = no("drink before thirst", THIRST, warned=False)
NO_CUPS_PRAISED = no_praise("how much somebody drinks", r"you drink|drinking|cups?")
NO_DRINK_LESS = no(
    "that more drink is not needed",
    DRINK_LESS,
    places=("tip", "notice"),
    warned=False,
    spared_by=r"your team|\?|because",
)
NO_VOLUME = (NO_PUSH, NO_THIRST, NO_CUPS_PRAISED, NO_DRINK_LESS)
NO_CUT = no("cuts", EAT_LESS, r"swap (?:1|one|some|a) (?:sweet|sugary|packets?|snack|crisps)[^.]*", changes=True)
NO_FIBROUS = no("fibrous food", FIBROUS, spared_by=r"low[- ]fibre|peeled|smooth|mashed")
SIGN_OF_THE_GUT = (no("fibrous food", FIBROUS), no_praise("anything while a sign of the gut is open"))
EATS_TOO_LITTLE = (
    NO_CUT,
    no("bulky food", BULKY),
    no("drinks with a meal", DRINK_WITH_FOOD, warned=False),
    no_praise("having few treats or little meat", r"sweet|snacks?|sugary|processed meat|ready meals?"),
)
