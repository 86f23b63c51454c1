"""The comparator's command line: ``snapshot OUT`` and ``diff BEFORE AFTER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.compare import difference, snapshot
from tests.compare.inputs import inputs


def main(arguments: list[str] | None = None) -> int:
    """0: done, or nothing differs but what was named; 1: something does; 2: there is nothing to compare."""
    parser = argparse.ArgumentParser(prog="python -m tests.compare", description=__doc__)
    todo = parser.add_subparsers(dest="todo", required=True)
    take = todo.add_parser("snapshot", help="work on every input and write what came of it")
    take.add_argument("out", type=Path)
    take.add_argument("--quick", action="store_true", help="60 random books instead of 500")
    take.add_argument("--only", default="", help="only inputs whose name holds this")
    take.add_argument("--workers", type=int, default=snapshot.WORKERS, choices=(1, 2))
    diff = todo.add_parser("diff", help="what differs between two snapshots; 1 when anything does")
    diff.add_argument("before", type=Path)
    diff.add_argument("after", type=Path)
    diff.add_argument("--expect", type=Path, help="differences that are wanted: input, kind, code or path a line")
    diff.add_argument("--quick", action="store_true", help="only the inputs of a quick snapshot, of both")
    diff.add_argument("--only", default="", help="only inputs whose name holds this, of both")
    diff.add_argument("--most", type=int, default=400, help="how many groups are printed")
    words = parser.parse_args(arguments)
    if words.todo == "snapshot":
        return _take(words.out, words.quick, words.only, words.workers)
    return _diff(words)


def _take(out: Path, quick: bool, only: str, workers: int) -> int:
    about = snapshot.take(out, quick=quick, only=only, workers=workers)
    for name, count in sorted(about["inputs"].items()):
        print(f"{count:5} {name}")
    for reason in about["skipped"]:
        print(f"skipped: {reason}")
    failed = [record["input"] for record in snapshot.read(out) if "comparator failed" in record["kinds"]]
    for name in failed:
        print(f"the comparator failed on {name}")
    print(f"{sum(about['inputs'].values())} inputs of {about['commit']} in {about['seconds']} s")
    return int(bool(failed)) if about["inputs"] else 2


def _diff(words: argparse.Namespace) -> int:
    one, other = snapshot.about(words.before), snapshot.about(words.after)
    for key, asked in (("skipped", None), ("quick", words.quick), ("only", words.only)):
        said = [about[key] for about in (one, other)]
        if said[0] != said[1] and not (asked and all(not entry or entry == asked for entry in said)):
            print(f"the snapshots are not of the same inputs: {key} {said[0]} and {said[1]}", file=sys.stderr)
            return 2
    expected = difference.read_expected(words.expect) if words.expect else []
    before, after = (_narrowed(folder, words.quick, words.only) for folder in (words.before, words.after))
    lines, same = difference.told(list(difference.compare(before, after)), expected, words.most)
    print(f"{one['commit']} and {other['commit']}, {len(before)} and {len(after)} inputs")
    print("\n".join(lines))
    return 0 if same else 1


def _narrowed(folder: Path, quick: bool, only: str) -> list[snapshot.Record]:
    names = {one.name for one in inputs(quick=True)} if quick else set()
    found = (record for record in snapshot.read(folder) if only in record["input"])
    return [record for record in found if not quick or record["input"] in names]


if __name__ == "__main__":
    sys.exit(main())
