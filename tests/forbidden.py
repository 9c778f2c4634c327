"""Who must not read what: a table of words, written without the foods of the rules and without what their tips ask for.

It was written from lists of what is unsafe for whom, so that it can disagree with ``foods.yaml``, ``asks`` and ``avoids``.
Each row forbids some words to somebody. A sentence may hold them all the same where it warns (CAUTION) or says what the
row's ``spared_by`` looks for; a text may where it also holds the words of ``beside``, the caution that must stand with
them. A text is one tip with its plan and its notes, one praise or one notice; a caution beside a notice may be another
notice. What a swap takes away ("swap crisps for", "in place of ham") is not advice to eat it, and is not searched.
"""

from forbidden_words import (
    CALCIUM_PILL,
    DISH,
    DRINK_WITH_FOOD,
    EAT_LESS,
    EATS_TOO_LITTLE,
    EGG,
    FIBROUS,
    FISH,
    FRUIT,
    HARD,
    LIVE,
    LOAF,
    MEAT,
    MILK,
    NO_DRINK_LESS,
    NO_FIBROUS,
    NO_PUSH,
    NO_TIPS,
    NO_VOLUME,
    NUMBERED,
    NUTS,
    PLANT_PROTEIN,
    PULSES,
    SALTY_LIVE,
    SEEDS,
    SWEET,
    VEG,
    WHOLEGRAIN,
    no,
    no_praise,
)

FORBIDDEN = {
    "under_18": (NO_TIPS, no_praise("anything to a child")),
    "age_18_to_64": (no("what is for older people", r"over 65|at your age", warned=False),),
    "age_65_or_over": (
        no("raw milk", r"raw (?:milk|kefir)|unpasteurised"),
        no("little drink without the NHS", r"2 cups or fewer", beside=r"111|GP|nurse", warned=False),
        no_praise("cups under the guide", r"about (?:2|3|4|5) cups"),
    ),
    "low_fibre": (
        NO_FIBROUS,
        no("mixed dishes", DISH),
        NO_PUSH,
        no("fibrous ferments", r"kimchi|sauerkraut"),
        no_praise("fibrous food", FIBROUS),
    ),
    "ibs": (
        no(
            "food rich in FODMAPs",
            r"apples?|pears?|mango(?:es)?|plums?|peach(?:es)?|cherr\w+|dried fruit|prunes?|dates|peas|(?:savoy )?cabbage|"
            r"cauliflower|mushrooms?|onions?|garlic|leeks?|asparagus|honey|rye|barley|wheat(?! ?meal)\w*|wholemeal|bran|"
            r"cashews?|pistachios?|kimchi|sauerkraut",
            PULSES,
            spared_by=r"FODMAP",
        ),
        no("dairy with lactose", MILK, spared_by=r"lactose[- ]free|hard cheese|butter", beside=r"lactose[- ]free"),
        no("dishes with onion and garlic", DISH, beside=r"onions?|garlic|FODMAP"),
        no_praise("plenty of fruit or pulses", r"fruit|pulses|beans"),
    ),
    "gluten_free": (
        no(
            "wheat, barley or rye",
            r"whole ?(?:meal|wheat)|wheat\w*|bran|barley|rye|couscous|bulgur|chapattis?|rotis?|naan|pitta|seitan|crackers?",
            spared_by=r"gluten[- ]free",
        ),
        no(
            "food that may hold gluten",
            LOAF,
            r"oats?(?! (?:milk|drink|yoghurt))|porridge|oatcakes|muesli|cereals?|pasta|noodles|breadcrumbs|batter|sausages|"
            r"miso|pick 1 live food|stock|baked beans",
            DISH,
            spared_by=r"gluten[- ]free|rice noodles",
            beside=r"gluten|barley",
        ),
    ),
    "lactose": (
        no("milk", MILK, spared_by=r"lactose|dairy[- ]free|butter|if it is yoghurt", beside=r"lactose|dairy[- ]free"),
    ),
    "milk_free": (
        no("dairy", MILK, spared_by=r"dairy[- ]free|plant|made without"),
        no("dishes that may hold milk", r"curry|curries|sauces?|takeaways?|mash(?:ed)? potato", beside=r"dairy|milk"),
        no("eggs, fish or meat as the only choice for a vegan", EGG, FISH, MEAT, beside=PLANT_PROTEIN),
        no(
            "an open choice of live food",
            r"pick 1 live food",
            r"(?:have|put) (?:a|some) live food",
            beside=r"dairy|milk",
        ),
    ),
    "soya_free": (
        no("soya", r"soya|soy|tofu|tempeh|edamame|natto|miso", beside=r"\b(?:check|for) [^.]*soya"),
        no("food that may hide soya", DISH, LOAF, r"kimchi|meat-free|stock", beside=r"soya"),
        no("dairy-free food that may hold soya", r"dairy-free", beside=r"soya", places=("tip",)),
    ),
    "nut_seed_allergy": (
        no("nuts and seeds", NUTS, SEEDS, r"hummus|pesto|muesli|granola"),
        no("food that may hide nuts or seeds", DISH, LOAF, r"cereals?|kimchi", beside=r"nuts?|sesame|seeds?"),
        no("dairy-free food that may hold nuts", r"dairy-free", beside=r"nuts?", places=("tip",)),
        no_praise("nuts and seeds", NUTS, SEEDS),
    ),
    "fish_shellfish_allergy": (
        no("fish and shellfish", FISH, r"fish sauce|oyster sauce|Worcester\w*"),
        no("food that may hide fish", DISH, r"kimchi", beside=r"fish"),
    ),
    "egg_free": (no("eggs", EGG, r"egg noodles", spared_by=r"egg[- ]free|in place of (?:the )?eggs?"),),
    "histamine": (
        no("ferments", LIVE),
        no("soya", r"soya|soy|tofu|miso|tempeh"),
        no("mixed dishes", DISH),
        no("nuts", NUTS),
        no("tinned or smoked fish", r"(?:tinned|smoked) (?:fish|salmon|sardines|tuna|mackerel)|sardines|mackerel"),
        no("leftovers", r"leftovers?|cook double|freeze (?:the rest|\d portions)|aged|mature cheese"),
        no_praise("ferments and nuts", LIVE, NUTS),
    ),
    "maoi": (
        no("live and aged food", LIVE, r"aged|mature cheese|blue cheese|salami|cured"),
        no("soy sauce, yeast extract, broad beans", r"soy sauce|soya sauce|yeast extract|marmite|broad beans?"),
        no("soya that may be fermented", r"tofu|soya", beside=r"MAOI"),
        no("leftovers", r"leftovers?|cook double|freeze (?:the rest|\d portions)"),
        no("dishes that may hold soy sauce", DISH, beside=r"soy|MAOI"),
        no("fish that may not be fresh", r"(?:smoked|pickled|dried) fish|sardines|tinned salmon", beside=r"MAOI|fresh"),
        no_praise("live food", LIVE),
    ),
    "live_food_limit": (
        no("live food", LIVE, r"blue cheese|brie|camembert|unpasteurised"),
        no("eggs that may be runny", r"runny", EGG, beside=r"firm|cooked (?:until|through)"),
        no(
            "food to wash",
            r"salads?|raw|veg(?:etable)? sticks|piece of fruit|an apple",
            beside=r"\bwash",
            anywhere=True,
        ),
        no("leftovers", r"leftovers?|cook double|freeze (?:the rest|\d portions)", beside=r"leftovers[^.]*\.|very hot"),
        no_praise("live food", LIVE),
    ),
    "pregnant": (
        no(
            "raw, liver, alcohol",
            r"raw (?:egg|fish|milk|meat)s?|liver|p[âa]t[ée]|unpasteurised|alcohol|wine|beer|runny",
        ),
        no("oily fish", r"oily fish|salmon|sardines|mackerel|pilchards|kippers", beside=r"midwife|twice|2 portions"),
        no(
            "kombucha and home-made ferments",
            r"kombucha|home-made (?:ferments?|yoghurt|kefir|dahi|kimchi|sauerkraut|live food)",
        ),
        no("live dairy that may be raw", r"kefir|pick 1 live food", beside=r"pasteurised"),
        no(
            "food to wash",
            r"salads?|raw|veg(?:etable)? sticks|piece of fruit|an apple",
            beside=r"\bwash",
            anywhere=True,
        ),
        no("eggs that may be raw", EGG, beside=r"firm|Lion|cooked"),
    ),
    "low_salt": (
        no("salty ferments", SALTY_LIVE, r"soy sauce|pick 1 live food", beside=r"salty|more than 1\.5g", anywhere=True),
        no("a spoon of salty ferments", r"spoon(?:ful)? of (?:\w+ )*(?:kimchi|sauerkraut|miso)"),
        no("salted food", r"salted (?:nuts|peanuts|fish)|saltfish|stock cubes?|in brine|smoked fish|halloumi|feta"),
    ),
    "ckd_diet": (
        no(
            "food rich in potassium or phosphate",
            FRUIT,
            VEG,
            WHOLEGRAIN,
            PULSES,
            NUTS,
            SEEDS,
            MILK,
            LIVE,
            r"(?:jacket |mashed )?potato(?:es)?|dried fruit|coconut water|sardines|tinned salmon|chocolate|cola",
        ),
        no("mixed dishes", DISH, beside=r"kidney|salt"),
        *NO_VOLUME,
        no("calcium or vitamin D", CALCIUM_PILL),
        no_praise("fibre or live food", FIBROUS, LIVE),
    ),
    "fluid_limit": (*NO_VOLUME, no("soup to add", r"add (?:a |some )?soup")),
    "heart_failure": (
        *NO_VOLUME,
        no("salty ferments", r"spoon(?:ful)? of (?:\w+ )*(?:kimchi|sauerkraut|miso)"),
    ),
    "lithium": (
        *NO_VOLUME,
        no(
            "a change of salt",
            r"less salt|low(?:er)?[- ]salt|unsalted|lightly salted|no[- ]added[- ]salt|salty",
            spared_by=r"rinse tinned",
            beside=r"lithium",
            warned=False,
        ),
        no("salty ferments", SALTY_LIVE, r"pick 1 live food", beside=r"salt"),
        no(
            "a change of caffeine",
            r"caffeine|decaf\w*|energy drinks?",
            r"(?:more|less|add) (?:tea|coffee)",
            beside=r"lithium",
        ),
    ),
    "warfarin": (
        no("a change of greens", VEG, r"vitamin K", beside=r"warfarin"),
        no("cranberry and grapefruit", r"cranberr\w+|grapefruits?"),
        no("natto", r"natto"),
        no("alcohol", r"alcohol|wine|beer", spared_by=r"low and steady", beside=r"warfarin, keep alcohol"),
        no("cabbage and soya ferments", r"sauerkraut|kimchi|miso|pick 1 live food", beside=r"warfarin"),
    ),
    "diabetes_insulin": (
        no(
            "a change of sugar or starch",
            SWEET,
            FRUIT,
            spared_by=r"with IBS|tablets|wash",
            places=("tip",),
            beside=r"hypo|blood sugar",
            warned=False,
            changes=True,
        ),
        no_praise("much drink, which may be a sign", r"(?:9 to 12|13) (?:or more )?cups|13 cups"),
    ),
    "bone_or_thyroid_tablet": (
        no(
            "food first thing",
            r"breakfast|porridge|cereals?|first thing|mornings?|when I (?:get|wake) up|boil the kettle",
            beside=r"tablet",
        ),
        no("milk or calcium that may meet the tablet", r"milky drinks?|calcium tablets?", beside=r"tablet"),
    ),
    "calcium_tablet": (
        no(
            "bran and wholegrain",
            r"bran|whole ?(?:meal|grains?|wheat)|porridge|oats|cereals?|spinach|rhubarb",
            beside=r"calcium tablet|tablets?|2 hours",
        ),
    ),
    "kidney_stones": (
        NO_DRINK_LESS,
        no("calcium or vitamin D tablets", CALCIUM_PILL, beside=r"\bask\b[^.]*(?:calcium|vitamin D)|stones?"),
    ),
    "constipation": (
        no(
            "more fibre alone",
            WHOLEGRAIN,
            PULSES,
            NUTS,
            SEEDS,
            r"more fibre",
            beside=r"pharmacist|can make it worse",
            anywhere=True,
        ),
    ),
    "losing_on_purpose": (
        no(
            "oil and energy",
            r"energy-rich|(?:add|spoon of|extra|more) (?:\w+ )?(?:oil|cream|butter)|nourishing drinks?|milk powder",
        ),
        no("drinks with a meal", DRINK_WITH_FOOD, warned=False),
        no(
            "that weight loss is a worry",
            r"losing weight\? see|see your GP about your weight",
            spared_by=r"without trying",
        ),
    ),
    "hard_to_chew": (no("hard food", HARD, spared_by=r"ground|smooth|banana|tinned"), no("cuts", EAT_LESS)),
    "underweight": EATS_TOO_LITTLE,
    "dysphagia": (
        NO_TIPS,
        no("food of any texture", HARD, LOAF, NUTS, SEEDS, r"piece of fruit|salads?|cereals?"),
        NO_PUSH,
        no_praise("food or drink of any texture"),
    ),
    "eating_disorder": (
        NO_TIPS,
        no_praise("what somebody eats"),
        no("numbers and counts", NUMBERED, places=("notice",), spared_by=r"micrograms"),
        no("cuts", EAT_LESS),
    ),
    "other_diet": (NO_TIPS, no_praise("what may be against the plan")),
    "no_alcohol": (
        no("alcohol", r"alcohol|wine|beer|cider|spirits"),
        no("ferments that may hold alcohol", r"kombucha|kefir|pick 1 live food", beside=r"alcohol"),
    ),
}
