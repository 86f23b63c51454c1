"""Small changes made to the program, one at a time: do the tests that run the changed line notice?

``python -m tests.mutants`` takes a seeded sample of Cosmic Ray's mutations of the rooms below, runs for each the tests
that execute its line (told by coverage.py) in a copy of the project, and writes what survived to ``out/mutants.md``.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import MutationSpec, TestOutcome
from coverage.numbits import numbits_to_nums

ROOT = Path(__file__).parents[2]
ROOMS = ("rules", "parse/status", "rollup", "scoring", "round", "marks", "closing", "petitions")
TESTS = ("rules", "parse", "rollup", "scoring", "round", "marks", "closing", "petitions", "app", "write")
"""The tests whose coverage is asked; what the other folders run is far from these rooms, and slow."""
MOST_TESTS = 40
"""Of a line that more tests execute, those are run that execute the fewest lines: they are about it."""
SECONDS = 300
Lines = Mapping[str, Mapping[int, frozenset[str]]]
"""By file, from the root, and line: the tests that execute it."""


def copied(folder: Path) -> Path:
    """The project in an empty folder: nothing is changed where people work."""
    left_out = shutil.ignore_patterns(".git", ".venv", "out", "__pycache__", ".*_cache")
    return Path(shutil.copytree(ROOT, folder / "project", ignore=left_out))


def executed(project: Path, tests: Iterable[str]) -> Lines:
    """Which tests execute which line, after a run of those folders of tests that must pass."""
    folders = [f"tests/{name}" for name in tests]
    words = ["-q", "-p", "no:cacheprovider", "--cov=xl_tools", "--cov-context=test", "--cov-report=", *folders]
    subprocess.run([sys.executable, "-m", "pytest", *words], cwd=project, check=True)
    lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    with sqlite3.connect(project / ".coverage") as held:
        rows = held.execute(
            "select file.path, context.context, line_bits.numbits from line_bits "
            "join file on file.id = line_bits.file_id join context on context.id = line_bits.context_id"
        )
        for path, test, bits in rows:
            for line in numbits_to_nums(bits) if test else ():
                lines[os.path.relpath(path, project)][line].add(test.partition("|")[0])
    return {path: {line: frozenset(found) for line, found in own.items()} for path, own in lines.items()}


def mutations(project: Path, rooms: Iterable[str]) -> Iterator[MutationSpec]:
    """Those that can be noticed: none in an annotation, which is never evaluated."""
    for room in rooms:
        for path in sorted((project / "xl_tools" / room).rglob("*.py")):
            never = list(_annotations(ast.parse(path.read_text("utf-8"))))
            for item in _all_work_items([path], {}):
                (one,) = item.mutations
                if not any(first <= one.start_pos < last for first, last in never):
                    yield one


def _annotations(tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            said = getattr(node, name, None)
            if isinstance(said, ast.expr) and said.end_lineno is not None and said.end_col_offset is not None:
                yield (said.lineno, said.col_offset), (said.end_lineno, said.end_col_offset)


def tests_of(one: MutationSpec, project: Path, lines: Lines, widths: Mapping[str, int]) -> list[str]:
    """The tests that execute the changed line; for one that runs when its module is loaded, those of the module."""
    own = lines.get(os.path.relpath(one.module_path, project), {})
    found = own.get(one.start_pos[0]) or frozenset().union(*own.values())
    return sorted(found, key=lambda test: (widths[test], test))[:MOST_TESTS]


def noticed(one: MutationSpec, tests: list[str]) -> tuple[bool, str]:
    """Whether a test fails with the change, or never ends; and the change."""
    if not tests:
        return False, ""
    words = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    done = mutate_and_test([one], shlex.join(words), SECONDS)
    return done.test_outcome is not TestOutcome.SURVIVED, done.diff or ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=500, help="how many mutations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="*", default=ROOMS, help="folders under xl_tools")
    parser.add_argument("--tests", nargs="*", default=TESTS, help="folders under tests")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        project = copied(Path(name))
        lines = executed(project, options.tests)
        widths = Counter(test for file in lines.values() for tests in file.values() for test in tests)
        every = list(mutations(project, options.rooms))
        sample = random.Random(options.seed).sample(every, min(options.sample, len(every)))
        os.chdir(project)
        lived = []
        for number, one in enumerate(sample, 1):
            is_noticed, diff = noticed(one, tests_of(one, project, lines, widths))
            place = f"{os.path.relpath(one.module_path, project)}:{one.start_pos[0]}"
            print(
                f"{number}/{len(sample)} {place} {one.operator_name}: {'' if is_noticed else 'NOT '}noticed", flush=True
            )
            if not is_noticed:
                lived.append((place, one.operator_name, diff))
    killed = 1 - len(lived) / len(sample)
    told = [f"# Mutants\n\n{len(sample)} of {len(every)}, seed {options.seed}: {killed:.1%} noticed.\n"]
    told += [f"## {place} {operator}\n\n```diff\n{diff}\n```\n" for place, operator, diff in lived]
    (ROOT / "out").mkdir(exist_ok=True)
    (ROOT / "out" / "mutants.md").write_text("\n".join(told), "utf-8")
    print(told[0])


if __name__ == "__main__":
    main()
