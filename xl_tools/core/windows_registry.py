"""The Windows registry, read only. On other systems nothing stands in it."""

from __future__ import annotations

import sys
from collections.abc import Callable

Registry = Callable[[str, str, str], object]
"""(hive ``HKCU`` …, key, value name; "" for the key's own value) to what stands there, None where nothing does."""


def read_registry(hive: str, key: str, name: str) -> object:
    """A value of this machine's registry."""
    if sys.platform != "win32":
        return None
    import winreg

    hives = {
        "HKCR": winreg.HKEY_CLASSES_ROOT,
        "HKCU": winreg.HKEY_CURRENT_USER,
        "HKLM": winreg.HKEY_LOCAL_MACHINE,
    }
    try:
        with winreg.OpenKey(hives[hive], key) as opened:
            return winreg.QueryValueEx(opened, name)[0]
    except OSError:
        return None
