"""``python -m xl_tools.sample FOLDER`` writes the blank template and the sample city into FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

from xl_tools.sample import write_sample_city
from xl_tools.sample.assessment_year import write_county_form, write_score_template
from xl_tools.write.form_books import write_blank_form

CITY = "样本市"
TEMPLATE = "整改进展情况表模板.xlsx"
SCORES = "考核评分表.xlsx"
COUNTY = "县级评价表.xlsx"


def main(arguments: list[str]) -> int:
    """Write both into the folder named; 2 when none is."""
    if len(arguments) != 1:
        print("用法：python -m xl_tools.sample 文件夹", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    write_sample_city(folder / CITY)
    write_blank_form(folder / TEMPLATE)
    write_score_template(folder / SCORES)
    write_county_form(folder / COUNTY)
    print(f"已写入：{folder / TEMPLATE}、{folder / SCORES}、{folder / COUNTY}、{folder / CITY}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
