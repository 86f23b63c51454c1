"""The Windows registry, read only. On other systems nothing stands in it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

Registry = Callable[[str, str], Mapping[str, object]]
"""(hive ``HKCU`` …, key) to the values that stand there, by their names in lower case ("" for the key's own); none
where there is no such key."""


def read_registry(hive: str, key: str) -> Mapping[str, object]:
    """The values of a key in this machine's registry."""
    if sys.platform != "win32":
        return {}
    import winreg

    hives = {
        "HKCR": winreg.HKEY_CLASSES_ROOT,
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
    }
    try:
        with winreg.OpenKey(hives[hive], key) as opened:
            found = (winreg.EnumValue(opened, number) for number in range(winreg.QueryInfoKey(opened)[1]))
            return {name.lower(): value for name, value, _ in found}
    except OSError:
        return {}
