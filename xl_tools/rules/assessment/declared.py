"""A: assessment workbooks. The codes and their words; ``xl_tools.scoring.checks`` finds the places."""

from __future__ import annotations

from functools import partial

from xl_tools.core.records import Form
from xl_tools.rules.registry import ERROR, HINT, WARNING, declare

_declare = partial(declare, scope="book", forms=(Form.ASSESSMENT,))

_declare(
    "A801",
    ERROR,
    "“{office}”各项任务的分值合计 {total} 分，应为 {points} 分，工作目标得分算不出来。",
    when="一个单位的分值合计不等于规定总分",
    advice="请核对这个单位每一项的分值。",
    source="domain.md 7",
)
_declare(
    "A802",
    ERROR,
    "{what} {value} 超出范围（{range}），{treated}。",
    when="分值、实际完成数、得分、赋分等超出允许范围",
    advice="请核对后改正。",
    source="domain.md 7",
)
_declare(
    "A803",
    ERROR,
    "“{office}”{what}。",
    when="单位不在名单里、名单里的单位没有任务，或者类别与名单不一致",
    advice="请按市级有关单位名单核对单位名称（要写成名单里的名称）和类别。",
    source="domain.md 7",
)
_declare(
    "A804",
    WARNING,
    "{what}没有填实际完成数，按 0 计。",
    when="目标没有实际完成数（按0计）",
    advice="请填写实际完成数；确实没有完成的填 0。",
    source="domain.md 7",
)
_declare(
    "A805",
    ERROR,
    "“{word!q}”不是规定的评价等次，没有计入。",
    when="评价等次不是规定的词",
    advice="请从{words}中选一个。",
    source="domain.md 7",
)
_declare(
    "A806",
    HINT,
    "“{office}”附加分合计 {total} 分，超过上限，按 {cap} 分计。",
    when="附加分超过上限（按上限计）",
    advice="无需改动；登记的每一项都保留。",
    source="domain.md 7",
)
_declare(
    "A807",
    HINT,
    "{name!q}：{why}，按人工评定的完成程度计分。",
    when="目标没有数量或方向，完成程度由人工填写",
    advice="在评分表“实际完成”栏填 0 到 100；读错了的，改目标值、计量单位和方向。",
    source="domain.md 7",
)
_declare(
    "A808",
    ERROR,
    "与 {other} 重复，“{office}”的同一项登记了两次。",
    when="同一单位的同一项出现两次",
    advice="请删去重复的一行，并核对分值。",
    source="domain.md 7",
)
_declare(
    "A809",
    WARNING,
    "同一个目标，“{office}”是 {value}，“{other}”（{place}）是 {theirs}。",
    when="两个单位共同的目标数值不一致",
    advice="请核对文件，改成一致的数；确实分别承担的，把目标写清楚。",
    source="domain.md 7",
)
_declare(
    "A810",
    WARNING,
    "{what}，{treated}。",
    when="评价或赋分没有收齐（整列空、个别空、整张表没有），或与报来的不一致",
    advice="请催报或补填；补齐之前的得分不能作为最后结果。",
    source="domain.md 7",
)
_declare(
    "A811",
    ERROR,
    "“{label}”这里是“{text!q}”，不是能用的内容，没有计入。",
    when="应填数字或规定用词的格子里是别的内容",
    advice="数字栏只填数字（百分数 23% 填 23，不带单位）；其余请用下拉列表里的词。",
    source="domain.md 7",
)
_declare(
    "A812",
    WARNING,
    "看不出这张表按哪个考核办法，按“{rules}”的分值和等次试算，单位以表中的为准。",
    when="不知道表格适用哪个考核办法",
    advice="请在标题里写明年度和考核名称，或者用 --rules 指定考核办法。",
    source="domain.md 7",
)
_declare(
    "A813",
    ERROR,
    "登记为“{name}”的非重点单位有 {count} 个，名额只有 {quota} 个，都没有评{grade}。",
    when="评优的非重点单位超过名额",
    advice="请在“附加分”表里按名额保留。",
    source="domain.md 7",
)
