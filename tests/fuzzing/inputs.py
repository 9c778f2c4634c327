"""What hostile, careless and lucky people might type, write and pass."""

import json

from hypothesis import strategies as st
from people import CONDITIONS, FULL, GUT_FLAGS, HALFWAY, LEAST, POINTS

from gutbone.base.files import packaged_rules

IDS = [*POINTS, *{option for options in POINTS.values() for option in options}, *CONDITIONS, *GUT_FLAGS, "n/a"]
ODD_TEXTS = [
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31m",
    "\u202egnp.exe",
    "\u200b",
    "\ud800",
    "\x00",
    "\ufeff",
    "A\u0301" * 30,
    "x" * 5000,
    "\U0001f468\u200d\U0001f469",
    "\u0661\u0662",
    "\u00b2",
    "943 476 5919",
    "{0} %s $HOME ${x} {{x}} {% x %}",
    "../../etc/passwd",
    "<script>",
    "=1+1",
]
ODD_NUMBERS = ["-1", "0", "1e999", "-1e-320", "NaN", ".inf", "9" * 400, "0x10", "1_000", "1:30", "007", "1e5", "6.5"]
ODD_SYNTAX = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    "&a ",
    "*a",
    "!!python/object:x ",
    "'",
    '"',
    "#",
    "|\n",
    "\t",
    "\n",
    ",",
]
TOKENS = [*IDS, *ODD_TEXTS, *ODD_NUMBERS, *ODD_SYNTAX, "null", "true", "[" * 300, "{a: " * 300, "? ", "<<: ", "---\n"]
JUNK = st.sampled_from([token.encode("utf-8", "surrogatepass") for token in TOKENS]) | st.binary(max_size=8)


@st.composite
def mangled(draw, samples):
    """One of some good texts, as bytes, with up to 4 things cut out, put in, doubled or moved."""
    content = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        piece = content[start:end]
        put = draw(st.sampled_from([b"", piece * 2, content[end : end + 40]]) | JUNK)
        content = content[:start] + put + content[end:]
    return content if draw(st.integers(0, 20)) else content[: draw(st.integers(0, len(content)))]


# ---------------------------------------------------------------- answers files

RESULT = {"schema": "gutbone.result/1", "ref": "a", "mode": "core", "conditions": ["ibs"], "flags": None}
RESULT["answers"] = [{"item": item, "status": "answered", "option": option} for item, option in HALFWAY.items()]
ANSWERS = [
    json.dumps({"answers": FULL, "conditions": [], "flags": []}),
    json.dumps({"answers": LEAST, "conditions": ["warfarin", "under_18"], "flags": ["bleeding_heavy"], "age": None}),
    "answers: {fruit: 1, cups: 6.5, pulses: null, nuts_seeds: n/a}\nref: Mrs A\nassessed_at: 2026-01-31\n",
    "answers:\n  fruit: two_a_day\n  cups: 3 # cups\n  'pulses': \"monthly\"\nmode: core\ninstrument: {id: gut_bone}\n",
    json.dumps(RESULT),
]
VALUES = st.sampled_from([*IDS, *ODD_TEXTS, *ODD_NUMBERS]) | st.none() | st.integers() | st.floats() | st.booleans()
SOME_ANSWERS = st.dictionaries(
    st.sampled_from([*POINTS, *POINTS, "", "fruits", "\x1b[31m"]),
    st.sampled_from(sorted({option for options in POINTS.values() for option in options})) | VALUES,
)
LISTS = st.lists(st.sampled_from([*CONDITIONS, *GUT_FLAGS, "age_18_to_64"]) | VALUES, max_size=4) | VALUES
FILES = st.fixed_dictionaries(
    {"answers": SOME_ANSWERS},
    optional=dict.fromkeys(("conditions", "flags", "age", "ref", "mode", "assessed_at", "instrument", "x"), LISTS),
)
answers_files = mangled([text.encode() for text in ANSWERS]) | FILES.map(
    lambda file: json.dumps(file).encode("utf-8", "replace")
)

# ---------------------------------------------------------------- lines and keys

_LINES = [
    *"1234567",
    *"1234567",
    "",
    "0",
    "1 3",
    "2,5",
    "b",
    "?",
    "h",
    "q",
    "23",
    "24",
    "none",
    "99",
    "-1",
    *ODD_TEXTS,
    *ODD_NUMBERS,
]
_WAYS = [
    b"3\n" * 40,
    b"2\nnone\n" + b"1\n" * 13 + b"none\n\n",
    b"2\n1 5\n2\n" + b"2\n" * 9 + b"2 3\n2\nnone\n3\n\n",
    b"0\n" * 20,
    b"1\n",
    b"2\n5\n1\n",
]
lines = mangled(_WAYS) | st.lists(st.sampled_from(_LINES), max_size=30).map(
    lambda rows: "\n".join(rows).encode("utf-8", "replace")
)
_KEYS = [
    *"123456700",
    *"\r\r \x7fbhkjq?\x1b\t\x04",
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1bOA",
    "\x1b[200~",
    "é",
    "\x9b",
]
keys = st.lists(st.sampled_from(_KEYS), max_size=24).map(lambda typed: "".join(typed).encode()) | mangled(
    [b"2\r\r\r7\r" + b"3" * 14 + b"\r7\r\r", b"224\r333333311\r\r", b"333333333333333333"]
)
sizes = st.tuples(st.integers(0, 120), st.integers(0, 40)) | st.just((80, 24))

# ---------------------------------------------------------------- options

NAMES = [
    "answers.yaml",
    "missing.yaml",
    ".",
    "-",
    "",
    "3324231",
    "0000000",
    "1.",
    "9999999",
    "json",
    "fhir",
    "/dev/null",
]
# What a system can pass: no NUL; bytes that are no UTF-8 come as lone surrogates.
_PASSED = [text for text in [*NAMES, *IDS, *ODD_TEXTS, *ODD_NUMBERS, "\udc9b31m"] if text not in {"\ud800", "\x00"}]
words = st.sampled_from(_PASSED) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
NEW_FILES = st.sampled_from(
    ["out.txt", "answers.yaml", ".", "home", "missing/out.txt", "-", "", "o" * 300, "a\nb", "\x1b[2J"]
)

# ---------------------------------------------------------------- rules

RULES = {str(p.relative_to(packaged_rules())): p.read_bytes() for p in sorted(packaged_rules().rglob("*.yaml"))}
rules_files = st.sampled_from(sorted(RULES)).flatmap(lambda name: st.tuples(st.just(name), mangled([RULES[name]])))

# ---------------------------------------------------------------- tables

_CELLS = st.sampled_from([*IDS, *ODD_TEXTS, *ODD_NUMBERS, "", "ibs warfarin", '"', '"a,b"', "a,b"])
_HEADERS = st.lists(
    st.sampled_from([*POINTS, *POINTS, "conditions", "person", "fruits", "total_status", ""]), max_size=8
)
_TABLES = [
    b"person,fruit,cups,conditions\n007,two_a_day,6.5,ibs\n8,,n/a,\n9,1,99,nobody\n",
    b'{"person": "007", "fruit": "two_a_day", "cups": 6.5}\n{"fruit": null, "conditions": ["ibs"]}\n',
    b'{"person": 8, "answers": {"fruit": 3, "cups": "n/a"}, "conditions": [], "mode": "core"}\n',
]
tables = mangled(_TABLES) | st.tuples(_HEADERS, st.lists(st.lists(_CELLS, max_size=8), max_size=5)).map(
    lambda table: "\n".join(",".join(row) for row in (table[0], *table[1])).encode("utf-8", "replace")
)
