"""Runs a command line with the folders of a user 张三: Wine knows one user only. Run by the Python for Windows."""

import os
import subprocess
import sys

HOME = r"C:\users\张三"
os.environ |= {
    "APPDATA": HOME + r"\AppData\Roaming",
    "LOCALAPPDATA": HOME + r"\AppData\Local",
    "USERPROFILE": HOME,
    "XLT_NO_PAUSE": "1",
}
done = subprocess.run(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
sys.stdout.buffer.write(done.stdout)
sys.exit(done.returncode)
