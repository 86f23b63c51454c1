"""The region that a person names: of whose units something is handed out, collected or merged."""

from __future__ import annotations

from xl_tools.core import regions
from xl_tools.core.errors import UserError
from xl_tools.core.records import Level, Region

_KINDS = {Level.PROVINCE: "省", Level.CITY: "市", Level.COUNTY: "县（市、区）"}


def area_called(name: str, units: regions.UnitList = regions.NONE, level: Level | None = None) -> Region:
    """The province or city of a name, or the county whose towns or offices the unit list has. Raises UserError when
    there is none, of that level where one is given."""
    found = regions.find(name, level=level)
    if found is None:
        near = regions.nearest(name)
        fitting = near and (near.level is level if level else near.level is not Level.COUNTY)
        hint = f"是否指“{near.name}”？" if near and fitting else ""
        kind = _KINDS[level] if level else "省、市或县"
        raise UserError(
            f"没有找到叫“{name}”的{kind}，请写全称（命令行用 --name），如 丽水市、浙江省；"
            f"重名的写全，如 湖北省随县。{hint}"
        )
    if found.level is Level.COUNTY and not regions.expected_units(found, units=units):
        raise UserError(
            f"{found.name}下面没有已知的单位；请给出单位清单（命令行用 --units），写上乡镇、部门和它们的上级。"
        )
    return found
