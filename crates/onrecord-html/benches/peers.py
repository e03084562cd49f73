"""Times the parsers that are reached through Python packages, on the pages of the criterion bench.

    pip install turbohtml selectolax resiliparse
    ONRECORD_GOLD=... python benches/peers.py

Each parser gets the decoded page and builds its tree; the best of several rounds over all pages counts,
in time that the core spent on this process.
The figures belong beside those of `cargo bench -p onrecord-html` from the same machine and hour.
"""

import os
import sys
import time
from pathlib import Path

ROUNDS = 5


def pages():
    gold = os.environ.get("ONRECORD_GOLD")
    if not gold:
        sys.exit("ONRECORD_GOLD is not set: there is nothing to parse")
    found = []
    for name in ("naeb", "wcxb"):
        for path in sorted((Path(gold) / name / "pages").glob("*.html")):
            found.append(path.read_bytes().decode("utf-8", "replace"))
    if not found:
        sys.exit(f"no pages under {gold}")
    return found


def parsers():
    import turbohtml
    from resiliparse.parse.html import HTMLTree
    from selectolax.lexbor import LexborHTMLParser

    yield "turbohtml", turbohtml.parse
    yield "lexbor (selectolax)", LexborHTMLParser
    yield "resiliparse", HTMLTree.parse


def main():
    found = pages()
    size = sum(len(page.encode()) for page in found)
    print(f"{len(found)} pages, {size / 1e6:.1f} MB")
    for name, parse in parsers():
        best = float("inf")
        for _ in range(ROUNDS):
            start = time.process_time()
            for page in found:
                parse(page)
            best = min(best, time.process_time() - start)
        print(f"{name:24} {size / 1e6 / best:7.1f} MB/s")


if __name__ == "__main__":
    main()
