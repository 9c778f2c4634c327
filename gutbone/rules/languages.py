"""The tags that name a language (BCP 47, RFC 5646), as a pattern that editors understand too.

A language has two letters where ISO 639-1 gives it any: these are all of them, as Debian's iso-codes 4.15.0
(iso_639-2.json) lists them. For three letters only the shape is checked: ISO 639-3 has some 7,900 of those.
"""

TWO_LETTERS = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj
kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv
ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""

# Second letters by the first: each start of the program compiles this, and 184 pairs would take it 10 times as long.
PAIRS = "|".join(
    f"{first}[{''.join(second for own, second in TWO_LETTERS.split() if own == first)}]"
    for first in dict.fromkeys(first for first, _ in TWO_LETTERS.split())
)
# language, then perhaps a script, a region, variants, extensions and something private
TAG = (
    rf"^({PAIRS}|[a-z]{{3}})"
    r"(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(-[A-WYZa-wyz0-9](-[A-Za-z0-9]{2,8})+)*(-x(-[A-Za-z0-9]{1,8})+)?$"
)
