"""Tables in Markdown, and a page that keeps them between markers."""

import re

MARKED = r"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)"


def table(head, rows):
    """Draw a table; the first column stands left, the others right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def fill(page, blocks):
    """Put every block between its markers; the page and the study must name the same ones."""
    marked = re.findall(r"<!-- begin ([\w ]+) -->", page)
    if sorted(marked) != sorted(blocks):
        raise ValueError(f"the page has {marked}, the study {list(blocks)}")
    for name, block in blocks.items():
        page = re.sub(
            MARKED.format(name=name), lambda found, block=block: found[1] + block + found[2], page, flags=re.DOTALL
        )
    return page
