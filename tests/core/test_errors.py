"""What a disk or a parser refuses is said in Chinese, whatever language the system speaks."""

from __future__ import annotations

import errno
import re
import tomllib

import pytest

from xl_tools.core.errors import disk_reason, toml_reason

FOREIGN = re.compile("[A-Za-z]")


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_number_of_the_system_brings_its_own_words(number: int) -> None:
    assert not FOREIGN.search(disk_reason(OSError(number, "Not a directory")))


def test_common_refusals_are_told_apart() -> None:
    said = [disk_reason(OSError(number, "")) for number in (errno.EACCES, errno.ENOSPC, errno.ENOTDIR, errno.EEXIST)]
    assert said == [
        "没有权限，或正被别的程序占用",
        "磁盘已满",
        "路径中间的一段是文件，不是文件夹",
        "已有同名文件",
    ]
    assert disk_reason(ValueError("embedded null byte")) == "读写出错"


def test_what_windows_knows_better_is_told_by_its_number() -> None:
    """Python makes EINVAL of every number of Windows that it does not know, as of an unreachable network."""
    error = OSError(errno.EINVAL, "The network path was not found")
    error.winerror = 1231  # type: ignore[attr-defined]
    assert disk_reason(error) == "系统错误 1231"
    assert disk_reason(OSError(errno.EINVAL, "")) == "名字里有不能用的字符，或这个位置不支持"


@pytest.mark.parametrize(
    ("text", "said"),
    [("a = 1\nb = ", "没有写完整"), ("a = 1\nb = = 2\n", "第 2 行写得不对"), ("a = 1\na = 2\n", "第 2 行写得不对")],
)
def test_a_toml_text_is_faulted_by_its_line(text: str, said: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    assert toml_reason(caught.value) == said
