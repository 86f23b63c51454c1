"""A city to try the toolkit on: nine county workbooks of 丽水市 with planted faults, and county files in any number.

Task numbers, deadlines and places are real, every sentence and figure is made up (``*.toml`` in this package).
"""

from __future__ import annotations

from xl_tools.sample.city import write_sample_city
from xl_tools.sample.many import generate_counties

__all__ = ["generate_counties", "write_sample_city"]
