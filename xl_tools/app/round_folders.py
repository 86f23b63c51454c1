"""Where the files of a round lie in the workspace: a folder for the month, in it one for each inspection that is named.

::

    工作台.xlsx
    销号台账.xlsx           where the office keeps one
    信访件台账.xlsx         the same; what is to be added to it lies in 2022-12/信访件
    2022-12/来件            what came, as it came
    2022-12/央督二轮/下发    收报    草稿    丽水市汇总2022-12.xlsx
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from xl_tools.app.inputs import PRINTED
from xl_tools.app.office import Inspection, Office
from xl_tools.core.dataclass import dataclass
from xl_tools.core.errors import UserError
from xl_tools.core.file_names import fitted, safe_name
from xl_tools.core.period import Period, period_of
from xl_tools.core.records import Level
from xl_tools.data import load
from xl_tools.round.issuing.leads import WORD as LEADS
from xl_tools.round.mail.mails import MailKind


@dataclass(frozen=True, slots=True)
class RoundFolders:
    """The places of one round: of an office, a period and an inspection."""

    office: Office
    root: Path
    period: Period
    inspection: Inspection

    @property
    def asked(self) -> str | None:
        """The inspection whose tasks alone are wanted, where the office works on several."""
        return (self.inspection.title or self.inspection.name) if len(self.office.inspections) > 1 else None

    @property
    def called(self) -> str:
        """What letters call the inspection, where the office works on several."""
        return (self.inspection.name or self.inspection.title) if len(self.office.inspections) > 1 else ""

    @property
    def base(self) -> Path:
        name = safe_name(self.inspection.name) if self.inspection.name else ""
        return self.root / self.period / name

    @property
    def issued(self) -> Path:
        return self.base / "下发"

    def issued_to(self, to: str | None) -> Path:
        """Where workbooks are written; those for the offices that lead tasks apart: no roll-up waits for them."""
        return self.base / "下发牵头单位" if to == LEADS else self.issued

    @property
    def issue_list(self) -> Path:
        return self.issued / f"{load('round')['issue_list']}{self.period}.xlsx"

    @property
    def inbox(self) -> Path:
        """One for all inspections: who saves what came need not sort it."""
        return self.office.inbox or self.root / self.period / "来件"

    @property
    def collected(self) -> Path:
        return self.base / "收报"

    @property
    def copies(self) -> Path:
        return self.collected / self.period

    @property
    def receipt(self) -> Path:
        return self.collected / f"收报情况{self.period}.xlsx"

    def drafts(self, kind: MailKind) -> Path:
        return self.base / "草稿" / kind.label

    @property
    def rollup(self) -> Path:
        return self.base / f"{safe_name(self.office.name)}汇总{self.period}.xlsx"

    @property
    def printed(self) -> Path:
        """The roll-up as it goes on paper."""
        return self.rollup.with_name(fitted(self.rollup.stem, f"{PRINTED}.xlsx"))

    @property
    def enclosed(self) -> list[Path]:
        """What goes up beside the table. Raises UserError for a file that is not there."""
        lacking = [path.name for path in self.enclosures if not path.is_file()]
        if lacking:
            raise UserError(f"工作台的“报送另附”写的{'、'.join(lacking)}没有找到；请核对，或先汇总。")
        return self.enclosures

    @property
    def enclosures(self) -> list[Path]:
        """Where what goes up beside the table is to lie."""
        return [self.printed if name == "打印稿" else self.root / name for name in self.office.enclosed]

    @property
    def papers(self) -> Path:
        """What goes to leaders and to the units, as Word documents."""
        return self.base / "报告"

    @property
    def rollup_of_all(self) -> Path:
        """One view of all inspections."""
        return self.root / self.period / f"{safe_name(self.office.name)}各轮督察汇总{self.period}.xlsx"

    @property
    def ledger(self) -> Path:
        """The ledger of closing steps: one for all months and inspections."""
        return self.root / str(load("closing")["ledger"])

    @property
    def petitions(self) -> Path:
        """The ledger of petitions: one for all months and inspections."""
        return self.root / str(load("petitions")["ledger"])

    @property
    def petition_lists(self) -> Path:
        """What is to be added to it this month."""
        return self.root / self.period / "信访件"

    @property
    def petition_statistics(self) -> Path:
        return self.root / self.period / f"信访件统计{self.period}.xlsx"

    @property
    def level(self) -> Level:
        """To which level the round is rolled up."""
        return self.office.level or Level.CITY

    def mail_files(self, kind: MailKind) -> list[Path]:
        """What the mails of a kind are made from."""
        files = {
            MailKind.ISSUE: [self.issued],
            MailKind.REMIND: [self.receipt, self.issued],
            MailKind.RETURN: [self.copies],
            MailKind.REPORT: [self.rollup, *(self.enclosed if kind is MailKind.REPORT else [])],
            MailKind.DISTRIBUTE: [self.rollup],
        }
        return files[kind]

    @property
    def earlier(self) -> list[RoundFolders]:
        """The rounds of this inspection before this one, the last first."""
        periods = sorted((path.name for path in self.root.iterdir() if path.name < self.period), reverse=True)
        return [replace(self, period=Period(period)) for period in periods]

    @property
    def before(self) -> RoundFolders | None:
        """The last round of this inspection that was rolled up; None where there is none."""
        return next((one for one in self.earlier if one.rollup.is_file()), None)

    @property
    def last(self) -> Path | None:
        """That roll-up: what was reported last, beside which this round's tables are laid."""
        before = self.before
        return before.rollup if before else None


def rounds_of(office: Office) -> tuple[RoundFolders, ...]:
    """The rounds that are on, one an inspection. Raises UserError when it is not settled of whom and of which month."""
    if office.folder is None:
        raise UserError(
            "这里不是工作台。请先进入工作台的文件夹再运行；还没有工作台的，用 xl-tools init 任务清单.xlsx 建一个。"
        )
    file = office.folder / load("workspace")["file"]
    lacking = [
        word for word, value in (("单位", office.name), ("期次", office.period), ("级别", office.level)) if not value
    ]
    if lacking or office.period is None:
        raise UserError(f"工作台“{file}”里还没有填{'、'.join(lacking)}，请填好、保存后再试。")
    if not office.inspections:
        raise UserError(
            f"工作台“{file}”的“{load('workspace')['inspections']}”表里还没有写任务清单，请填好、保存后再试。"
        )
    return tuple(RoundFolders(office, office.folder, office.period, one) for one in office.inspections)


def round_of(office: Office, inspection: str | None) -> RoundFolders:
    """The round of one inspection. Raises UserError when there are several and none is named, or none of that name."""
    rounds = rounds_of(office)
    names = "、".join(one.inspection.name for one in rounds)
    if inspection is None:
        if len(rounds) > 1:
            raise UserError(f"工作台里有几轮督察（{names}），请用 --inspection 写明是哪一轮。")
        return rounds[0]
    found = next((one for one in rounds if one.inspection.name == inspection), None)
    if found is None:
        raise UserError(f"工作台里没有叫“{inspection}”的督察，只有：{names}。")
    return found


def round_with(office: Office, tasks: Path, period: Period) -> RoundFolders | None:
    """The round of a month in which a list is handed out; None where it is in none."""
    if office.folder is None or not office.name:
        return None
    own = [one for one in office.inspections if one.tasks and one.tasks.resolve() == tasks.resolve()]
    return RoundFolders(office, office.folder, period, own[0]) if len(own) == 1 else None


def next_period(period: Period) -> Period:
    """The month after."""
    year, number = map(int, period.split("-"))
    return period_of(date(year + number // 12, number % 12 + 1, 1))
