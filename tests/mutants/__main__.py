"""Small changes made to the program, one at a time: do the tests that run the changed line notice?

``python -m tests.mutants`` takes a seeded sample of Cosmic Ray's mutations of the rooms below, runs for each the tests
that execute its line (told by coverage.py) in copies of the project, and writes what survived to ``out/mutants.md``.
The tests that are asked must pass, chosen as they are, on the program as it is: else a test that only fails when it
runs alone would count as one that noticed.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

from cosmic_ray.commands.init import _all_work_items
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.work_item import MutationSpec, TestOutcome
from coverage.numbits import numbits_to_nums

ROOT = Path(__file__).parents[2]
ROOMS = ("rules", "parse/status", "rollup", "scoring", "round", "marks", "closing", "petitions")
TESTS = ("app", "rules", "parse", "rollup", "scoring", "round", "marks", "closing", "petitions", "write")
"""The tests whose coverage is asked; what the other folders run is far from these rooms, and slow."""
NARROW_TESTS = 40
"""Of a line that more tests execute, those are run first that execute the fewest lines: they are about it. Of the
others, one of each test function: what it asserts is asserted of all its cases."""
SECONDS = 600
Lines = Mapping[str, Mapping[int, frozenset[str]]]
"""By file, from the root, and line: the tests that execute it."""


def copied(folder: Path) -> Path:
    """The project in an empty folder: nothing is changed where people work."""
    left_out = shutil.ignore_patterns(".git", ".venv", "out", "__pycache__", ".*_cache")
    return Path(shutil.copytree(ROOT, folder / "project", ignore=left_out))


def executed(project: Path, tests: Iterable[str], workers: int | None) -> Lines:
    """Which tests execute which line, after a run of those folders of tests, so many at a time, that must pass."""
    with ThreadPoolExecutor(workers) as pool:
        return read(pool.map(lambda folder: _covered(project, folder), tests))


def _covered(project: Path, folder: str) -> Path:
    """The file of coverage of one folder of tests."""
    told = project / f".coverage.{folder}"
    words = ["-q", "-p", "no:cacheprovider", "--cov=xl_tools", "--cov-context=test", "--cov-report=", f"tests/{folder}"]
    environment = {**os.environ, "COVERAGE_FILE": str(told)}
    subprocess.run([sys.executable, "-m", "pytest", *words], cwd=project, env=environment, check=True)
    return told


def read(told: Iterable[Path]) -> Lines:
    """The tests by line that files of coverage, in the project's folder, tell."""
    lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file in told:
        with sqlite3.connect(file) as held:
            rows = held.execute(
                "select file.path, context.context, line_bits.numbits from line_bits "
                "join file on file.id = line_bits.file_id join context on context.id = line_bits.context_id"
            )
            for path, test, bits in rows:
                for line in numbits_to_nums(bits) if test else ():
                    lines[os.path.relpath(path, file.parent)][line].add(test.rpartition("|")[0])
    return {path: {line: frozenset(found) for line, found in own.items()} for path, own in lines.items()}


def mutations(rooms: Iterable[str]) -> Iterator[MutationSpec]:
    """Those of the project in the working folder that can be noticed: none in an annotation, which is never
    evaluated, none in what a record is made of (slots, by name) and none that forgets what was found out, which only
    costs time or checks who calls; and no "is" that becomes "==" (our records and members are compared by what they
    are)."""
    for room in rooms:
        for path in sorted(Path("xl_tools", room).rglob("*.py")):
            never = list(_unnoticed(ast.parse(path.read_text("utf-8"))))
            for item in _all_work_items([path], {}):
                (one,) = item.mutations
                same = one.operator_name.endswith(("_Is_Eq", "_IsNot_NotEq"))
                if not same and not any(first <= one.start_pos < last for first, last in never):
                    yield one


def _unnoticed(tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for node in ast.walk(tree):
        said = [getattr(node, name, None) for name in ("annotation", "returns")]
        if isinstance(node, ast.ClassDef):
            said += [one for one in node.decorator_list if isinstance(one, ast.Call)]
        if isinstance(node, ast.FunctionDef):
            said += [one for one in node.decorator_list if re.match(r"(lru_)?cache\b", ast.unparse(one))]
        for one in said:
            if isinstance(one, ast.expr) and one.end_lineno is not None and one.end_col_offset is not None:
                yield (one.lineno, one.col_offset - 1), (one.end_lineno, one.end_col_offset)


def tests_of(one: MutationSpec, lines: Lines, widths: Mapping[str, int]) -> list[str]:
    """The tests that execute the changed line, those about it first; for one that runs when its module is loaded, those
    of the module."""
    own = lines.get(str(one.module_path), {})
    found = own.get(one.start_pos[0]) or frozenset().union(*own.values())
    ordered = sorted(found, key=lambda test: (widths[test], test))
    functions = {test.partition("[")[0]: test for test in reversed(ordered[NARROW_TESTS:])}
    return ordered[:NARROW_TESTS] + sorted(functions.values(), key=ordered.index)


def _pytest(tests: Iterable[str]) -> list[str]:
    return [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]


def all_pass(tests: Iterable[str]) -> None:
    """The tests that will be asked, chosen by name, on the program as it is."""
    names = Path("asked.txt")
    names.write_text("\n".join(sorted(tests)), "utf-8")
    subprocess.run(_pytest([f"@{names}"]), check=True)


def _own_copy(project: Path) -> None:
    """A worker changes files in a copy that is its own."""
    os.chdir(shutil.copytree(project, project.with_name(f"worker-{os.getpid()}")))


def noticed(one: MutationSpec, tests: list[str]) -> tuple[bool, str]:
    """Whether a test fails with the change, or never ends; and the change."""
    if not tests:
        return False, ""
    done = mutate_and_test([one], shlex.join(_pytest(tests)), SECONDS)
    return done.test_outcome is not TestOutcome.SURVIVED, done.diff or ""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=500, help="how many mutations")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="*", default=ROOMS, help="folders under xl_tools")
    parser.add_argument("--tests", nargs="*", default=TESTS, help="folders under tests")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="how many at a time")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        project = copied(Path(name))
        os.chdir(project)
        lines = executed(project, options.tests, options.workers)
        widths = Counter(test for file in lines.values() for tests in file.values() for test in tests)
        every = list(mutations(options.rooms))
        sample = random.Random(options.seed).sample(every, min(options.sample, len(every)))
        chosen = [tests_of(one, lines, widths) for one in sample]
        all_pass({test for tests in chosen for test in tests})
        lived = []
        with ProcessPoolExecutor(options.workers, initializer=_own_copy, initargs=(project,)) as pool:
            for number, (one, found) in enumerate(zip(sample, pool.map(noticed, sample, chosen), strict=True), 1):
                is_noticed, diff = found
                place, how = f"{one.module_path}:{one.start_pos[0]}", "" if is_noticed else "NOT "
                print(f"{number}/{len(sample)} {place} {one.operator_name}: {how}noticed", flush=True)
                if not is_noticed:
                    lived.append((place, one.operator_name, diff))
        os.chdir(ROOT)
    killed = 1 - len(lived) / len(sample)
    told = [f"# Mutants\n\n{len(sample)} of {len(every)}, seed {options.seed}: {killed:.1%} noticed.\n"]
    told += [f"## {place} {operator}\n\n```diff\n{diff}\n```\n" for place, operator, diff in lived]
    (ROOT / "out").mkdir(exist_ok=True)
    (ROOT / "out" / "mutants.md").write_text("\n".join(told), "utf-8")
    print(told[0])


if __name__ == "__main__":
    main()
