"""The common foods and dishes of the UK are known to the rules, so that no tip can name one unseen."""

import pytest
from msgspec.structs import replace
from people import INSTRUMENT
from sampling import each

from gutbone.review.wording import pattern, unlisted_foods

WORDS = {food.id: pattern(food.words) for food in INSTRUMENT.foods if food.words}

# What people eat, in words of our own, by who must never be sent it. Nothing is taken from foods.yaml.
KEPT_FROM = {
    "gluten_free": """
        white bread; wholemeal loaf; toast; sandwiches; pizza; lasagne; naan; pitta; tortilla; bagel; croissant; crumpets;
        scones; biscuits; cake; a pie; a pasty; pancakes; waffles; chapattis; roti; paratha; samosas; dumplings;
        spaghetti; macaroni cheese; ravioli; noodles; ramen; couscous; bulgur; semolina; porridge; flapjacks; muesli;
        granola; breakfast cereal; crackers; battered cod; quiche; burgers; chicken nuggets; rye bread; soy sauce
    """,
    "milk_free": """
        milk; yoghurt; kefir; cheese; cheddar; mozzarella; feta; halloumi; paneer; custard; rice pudding; ice cream;
        butter; ghee; pizza; lasagne; macaroni cheese; quiche; pesto; milkshakes; a latte; chocolate; raita; lassi;
        fromage frais; tzatziki; pancakes; cake; an omelette; prawns; cod; chicken; roast beef; bacon; kebab
    """,
    "egg_free": """
        eggs; an omelette; quiche; mayonnaise; meringue; pancakes; carbonara; custard; cake; scotch egg; egg noodles
    """,
    "soya_free": "tofu; tempeh; miso soup; soy sauce; edamame; natto; teriyaki salmon; soya mince",
    "nut_seed_allergy": """
        peanut butter; almonds; cashews; pistachios; satay; pesto; muesli; granola; marzipan; praline; hummus; houmous;
        tahini; falafel; halva; sesame; linseeds
    """,
    "fish_shellfish_allergy": """
        fish and chips; fish fingers; salmon; sardines; tuna; mackerel; kippers; cod; haddock; trout; prawns; scampi;
        crab; mussels; sushi; paella; kedgeree; saltfish; anchovies; fish pie; calamari
    """,
    "low_fibre": """
        apple; cherries; dates; raisins; avocado; salad; coleslaw; sweetcorn; onions; leeks; parsnips; aubergine; celery;
        baked beans; mushy peas; falafel; chilli; curry; stew; korma; jollof; biryani; tagine; burrito; fajitas; pizza;
        lasagne; ratatouille; popcorn; crisps; granola; porridge; flapjacks; brown rice; bran; chow mein; a pie
    """,
    "ibs": """
        apple; pears; peaches; cherries; mango; watermelon; avocado; dates; prunes; honey; onions; garlic bread; leeks;
        asparagus; mushrooms; cauliflower; peas; cabbage; baked beans; lentils; hummus; falafel; cashews; wholemeal bread
    """,
    "histamine": """
        tomatoes; ketchup; pizza; bolognese; sauerkraut; kimchi; kombucha; yoghurt; cheddar; tinned tuna; smoked salmon;
        salami; chorizo; soy sauce; tofu; walnuts; leftovers; curry; marmite; sushi; a takeaway
    """,
    "maoi": """
        cheddar; stilton; blue cheese; salami; chorizo; pepperoni; smoked mackerel; kippers; pickled herring; soy sauce;
        miso soup; tofu; tempeh; marmite; bovril; yeast extract; sauerkraut; kombucha; leftovers
    """,
    "live_food_limit": "live yoghurt; kefir; kimchi; kombucha; brie; camembert; blue cheese; skyr; ayran",
    "low_salt": "olives; pickles; gherkins; anchovies; feta; halloumi; saltfish; kippers; smoked salmon; marmite; kimchi",
    "lithium": "crisps; pretzels; salami; a takeaway; bacon; pizza; a glass of water",
    "hard_to_chew": "popcorn; crisps; raw carrots; celery; coleslaw; granola; walnuts; pretzels; salad; crusty bread",
    "underweight": "a bowl of lentils; muesli; brown rice; diet cola; lemonade; a treat",
    "no_alcohol": "beer; lager; cider; wine; gin; sherry; prosecco; whisky",
}
# What such a dish may hide is said under the tip, to whoever may still be given it.
WARNED = {
    "gluten_free": "curry; stew; soup; gravy; stock; satay; teriyaki; sushi; falafel; fried rice; risotto; paella",
    "milk_free": "curry; korma; masala; moussaka; fajitas; dressing",
    "soya_free": "curry; stir-fry; pad thai; sushi; a pie; toast; a bagel; naan",
    "egg_free": "chow mein; fried rice; moussaka; coleslaw; samosas; soup",
    "nut_seed_allergy": "curry; korma; stir-fry; pad thai; toast; a bagel; biryani",
    "fish_shellfish_allergy": "curry; pad thai; laksa; fried rice; stew",
    "ibs": "korma; risotto; bhaji; bolognese; stir-fry",
    "diabetes_insulin": "chips; pasta; plantain; yams; cassava; honey; jam; juice; cake; biscuits; pizza; fried rice",
    "warfarin": "kale; spinach; sprouts; asparagus; lettuce; coleslaw; cranberry juice; grapefruit",
    "bone_or_thyroid_tablet": "a latte; tea; coffee; porridge; milk; cheese; muesli",
    "pregnant": "brie; smoked salmon; kombucha; eggs; a latte; sushi; tuna",
    "heart_failure": "soup; gravy; stock; a takeaway; pizza; ketchup",
}


def pairs(table):
    return [(condition, dish.strip()) for condition, dishes in table.items() for dish in dishes.split(";")]


def named_in(text):
    """Give the foods that a text names, with all that these bring along."""
    named = {food for food, words in WORDS.items() if words.search(text)}
    return named.union(*(INSTRUMENT.asked_for[food] for food in named))


@each(("condition", "dish"), pairs(KEPT_FROM))
def test_a_tip_that_names_it_would_never_reach_them(condition, dish):
    assert named_in(f"Try {dish}.") & set(INSTRUMENT.condition[condition].avoids)


@each(("condition", "dish"), pairs(WARNED))
def test_a_tip_that_names_it_would_be_withheld_or_carry_a_word_for_them(condition, dish):
    heeded = INSTRUMENT.condition[condition]
    about = {food for note in heeded.notes for food in note.about}
    assert named_in(f"Try {dish}.") & {*heeded.avoids, *about}


def test_the_lists_hold_the_common_foods_and_dishes():
    assert len({dish for table in (KEPT_FROM, WARNED) for _, dish in pairs(table)}) > 200


@pytest.mark.parametrize("every", [6, pytest.param(1, marks=pytest.mark.long)])
def test_a_tip_that_names_one_and_lists_nothing_is_found(every):
    tip = INSTRUMENT.tips["ready_meal_own"]
    for _, dish in [*pairs(KEPT_FROM)][::every]:
        domains = [replace(d, tips=(replace(tip, text=f"Try {dish}.", asks=()),)) for d in INSTRUMENT.domains[:1]]
        assert list(unlisted_foods(replace(INSTRUMENT, domains=tuple(domains)))), dish
