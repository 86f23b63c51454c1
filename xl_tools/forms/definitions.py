"""The forms that there are, made from their definitions: one file ``data/forms/<name>.toml`` each.

A definition that cannot be meant so (a key that does not exist, a column that is described nowhere) is a ValueError
that names the file: nothing in it is passed over.
"""

from __future__ import annotations

import copyreg
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from xl_tools.core.form import Column
from xl_tools.core.records import Field, Form
from xl_tools.data import load, names

_FLAGS = ("empty", "flat", "sums", "standard", "reports")
_TEXTS = ("title", "sheet", "reader", "schema", "counted")
_FIELDS = ("required", "own", "locked")
_KEYS = {*_FLAGS, *_TEXTS, *_FIELDS, "columns", "others", "column", "parts", "instead", "recognise", "written"}
_KEYS |= {"subject", "whose", "rules", "without"}


@cache
def forms() -> Mapping[str, Form]:
    """Every form by its name, in the order of the names."""
    return {form.name: form for form in map(_form, names("forms"))}


def get(name: str) -> Form:
    """The form of a name. Raises KeyError for one that does not exist."""
    return forms()[name]


def read_by(reader: str) -> tuple[Form, ...]:
    """The forms that a reader reads ("table": the reader of tables in general)."""
    return tuple(form for form in forms().values() if form.reader == reader)


def about(subject: Field) -> Form:
    """The form whose rows are about this. Raises StopIteration where there is none."""
    return next(form for form in forms().values() if form.subject is subject)


def standard() -> Form:
    """The form in which the toolkit issues, merges and imports."""
    return next(form for form in forms().values() if form.standard)


def _form(path: str) -> Form:
    data, name = load(path), path.rpartition("/")[2]
    try:
        return _defined(name, data)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path}.toml: {error}") from error


def _defined(name: str, data: Mapping[str, Any]) -> Form:
    _no_other(data, _KEYS)
    shared = load("headings")
    described = shared | data.get("column", {})
    listed = tuple(data.get("columns", data.get("column", ())))
    read = [*shared, *data.get("column", ())] if data.get("others") else listed
    columns = {Field(key): _column(key, described[key]) for key in dict.fromkeys(read)}
    recognise, written = data.get("recognise", {}), data.get("written", {})
    _no_other(recognise, {"one_of", "never"})
    _no_other(written, {"order", "headings"})
    given: dict[str, Any] = {key: data[key] for key in (*_FLAGS, *_TEXTS) if key in data}
    given |= {key: _fields(data[key]) for key in _FIELDS if key in data}
    form = Form(
        name=name,
        columns=columns,
        listed=_fields(listed),
        parts=_groups(data.get("parts", {})),
        instead=_groups(data.get("instead", {})),
        subject=Field(data.get("subject", Field.TASK)),
        whose=Field(data["whose"]) if "whose" in data else None,
        one_of=tuple(frozenset(_fields(group)) for group in recognise.get("one_of", ())),
        never=frozenset(_fields(recognise.get("never", ()))),
        rules=tuple(data.get("rules", ())),
        without=frozenset(data.get("without", ())),
        written={Field(key): text for key, text in written.get("headings", {}).items()},
        order=_fields(written.get("order", ())),
        **given,
    )
    used = [*form.required, *form.own, *form.locked, *form.order, *form.written, *form.parts, *form.instead]
    used += [*([form.whose] if form.whose else []), *form.never, *(name for group in form.one_of for name in group)]
    if form.reports and not form.of_tasks:
        raise ValueError(f"the roll-up merges tables of tasks, so a form of {form.subject} has no reports")
    unknown = sorted(str(name) for name in set(used) if name not in columns)
    if unknown:
        raise ValueError(f"columns that the form does not have: {', '.join(unknown)}")
    return form


def _column(name: str, data: Mapping[str, Any]) -> Column:
    _no_other(data, {"title", "about", "aliases", "city", "weak", "types", "like"})
    return Column(
        Field(name),
        data["title"],
        about=data.get("about", ""),
        like=data.get("like", ""),
        **{key: tuple(data[key]) for key in ("aliases", "city", "weak", "types") if key in data},
    )


def _fields(texts: Iterable[str]) -> tuple[Field, ...]:
    return tuple(map(Field, texts))


def _groups(data: Mapping[str, Iterable[str]]) -> dict[Field, tuple[Field, ...]]:
    return {Field(name): _fields(others) for name, others in data.items()}


def _no_other(data: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(data.keys() - known)
    if unknown:
        raise ValueError(f"keys that do not exist: {', '.join(unknown)}")


def _named(form: Form) -> tuple[Any, tuple[str]]:
    return get, (form.name,)


# A table that goes from one process to another carries its form's name: the object is that of the process it is in.
copyreg.pickle(Form, _named)
