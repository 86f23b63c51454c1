"""``python -m tests.trust.public FOLDER``: what is read, marked and cleared again of workbooks that others made.

FOLDER has a folder for each source (the test files of other programs, say). Each file is read, marked and cleared; what
is refused is counted by its sentence. Fails when anything is lost, or breaks.
"""

from __future__ import annotations

import hashlib
import re
import sys
import traceback
from collections import Counter
from pathlib import Path

from tests.trust.lossless import examine
from xl_tools.books.file.reader import read_book
from xl_tools.core.errors import UserError
from xl_tools.parse.table.sheets import read_sheets

_NAMED = re.compile(r"“[^”]*”|‘[^’]*’|[\d,.]+")
"""What differs in a sentence from file to file."""


def outcome(path: Path) -> str:
    """ "kept", "refused: …" by the sentence, or "LOST: …", "BROKE: …" with the file."""
    data = path.read_bytes()
    try:
        read_sheets(read_book(path, data))
    except UserError:  # said below, where it is marked
        pass
    except Exception:
        traceback.print_exc()
        return f"BROKE in reading: {path}"
    try:
        examine(path.name, data)
    except UserError as error:
        print(f"refused: {path}: {error}", file=sys.stderr, flush=True)
        return f"refused: {_NAMED.sub('…', str(error))}"
    except AssertionError as error:
        return f"LOST: {path}: {error}"
    except Exception:
        traceback.print_exc()
        return f"BROKE: {path}"
    return "kept"


def main() -> int:
    seen: dict[str, Counter[str]] = {}
    met: set[bytes] = set()
    for path in sorted(Path(sys.argv[1]).rglob("*.[xX][lL][sS][xXmM]")):
        digest = hashlib.sha256(path.read_bytes()).digest()
        if digest not in met:  # collections copy each other
            met.add(digest)
            source = path.relative_to(sys.argv[1]).parts[0]
            became = outcome(path)
            seen.setdefault(source, Counter())[became] += 1
            if became != "kept" and not became.startswith("refused"):
                print(became, flush=True)
    for source, counts in seen.items():
        print(f"{source}: {counts.total()} files, {counts['kept']} kept")
    total = sum(seen.values(), Counter())
    for what, count in total.most_common():
        print(f"{count}\t{what}")
    print(f"{len(met)} files of {len(seen)} sources")
    return int(any(what.startswith(("LOST", "BROKE")) for what in total))


if __name__ == "__main__":
    sys.exit(main())
