"""Run a command while another program has a file open, by the Python for Windows: ``holding.py FILE SHARED COMMAND…``;
SHARED is ``read`` where others may still read the file (as Excel opens a workbook), ``no`` where nobody may.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys

FILE, SHARED, *COMMAND = sys.argv[1:]
_READ_AND_WRITE, _READ, _THERE, _PLAIN = 0xC0000000, 1, 3, 0x80
_NONE = ctypes.c_void_p(-1).value

kernel = ctypes.WinDLL("kernel32", use_last_error=True)
kernel.CreateFileW.restype = ctypes.c_void_p
held = kernel.CreateFileW(FILE, _READ_AND_WRITE, _READ if SHARED == "read" else 0, None, _THERE, _PLAIN, None)
if held == _NONE:
    sys.exit(f"cannot open {FILE}: {ctypes.get_last_error()}")
done = subprocess.run([sys.executable, "-I", "-X", "utf8", *COMMAND], stdin=subprocess.DEVNULL, capture_output=True)
sys.stdout.buffer.write(done.stdout)
sys.stderr.buffer.write(done.stderr)
sys.exit(done.returncode)
