"""One Chinese word for each idea: what is not written any more, and what is written in its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from unet_demo.ui.frame import hanzi, prose

UI = Path(__file__).resolve().parents[3] / "unet_demo" / "ui"
HAN = r"[\u4e00-\u9fff]"
LESSONS = (
    r"(unet|concat|skips|kinds|gradients|crop|survival|blocks|point|pointpage|last|export|nested|likeness|beside)\."
)


@dataclass(frozen=True)
class Form:
    """What is not written (a regular expression), what is instead, and the ids that are meant, if not all."""

    wrong: str
    better: str
    ids: str = ""


FORMS = (
    # words of another field, or of a machine's translation
    Form("声道", "通道"),
    Form("要素地图", "特征图"),
    Form("图层", "网络层"),
    Form("掩码", "掩膜"),
    Form("步幅", "步长"),
    Form("地面真相|基本事实", "真值"),
    Form("跳过连接|跳连接", "跳跃连接"),
    Form("沉默的通道", "死通道"),
    Form("对齐度", "相似度"),
    Form("随附|附送", "本应用自带的"),
    Form("深度监督(?<!又称深度监督)", "深监督"),
    Form("(?<!常被误称“)反卷积", "转置卷积（常被误称“反卷积”），只在一页上第一次出现时"),
    # one word for each idea
    Form("图片", "图像"),
    Form("幅图", "张图"),
    Form("真实(的)?(掩膜|答案|标注)", "真值"),
    Form("最底层|U 形的底部|网络底部", "瓶颈层，或靠下的几行"),
    Form("融合节点|解码器节点|扩张路径的节点", "解码节点，在 UNet++ 里是嵌套／解码节点"),
    Form("U 形网络|“U 形”", "U 形结构"),
    Form("换一题", "换一道题"),
    Form("(?<!先)猜一猜", "先猜一猜"),
    Form("[座条]桥|[的烧有种]桥|桥[上是全那头都]", "跳跃连接"),
    Form("烧", "断开"),
    Form("四头|个头的", "四个输出头，输出头平均"),
    Form("(?<![以如])[上下]行(?!的|数)", "上采样路径、下采样路径"),
    Form("横着(过来|送|递)|从下面(上|来)", "由跳跃连接传来的，上采样得到的"),
    Form("[个]跳跃连接", "条跳跃连接"),
    Form("答案", "输出，分割结果", r"(?!ask\.answer$|.*\.ask\.|crop\.|blocks\.drawn_first$)"),
    Form("分数", "得分：logit 的", r"last\."),
    Form("得分", "分数：评分的", r"(gallery|trade|front|prune|beside|heads)\."),
    Form("一位不差", "逐元素完全相同"),
    Form("你(这张)?的?(图像|图)", "当前图像", LESSONS),
    Form("百万像素", "万像素", r"(?!errors\.too_many_pixels$)"),
    # signs
    Form(r"[。；：，、！？”）] (?! ?\n)", "标点后面不空格"),
    Form(f"{HAN}[,;:?!] ?({HAN}|{{)", "，、；：？！"),
)


def found(texts: Iterable[tuple[str, str]]) -> list[str]:
    """The id, the form, and what to write instead, of every text that has a form which is not written any more."""
    shown = [(id, re.sub(r"`[^`]*`|https?://\S+", "``", text)) for id, text in texts]
    return [
        f"{id}: {match[0]!r}; write {form.better}"
        for id, text in shown
        for form in FORMS
        if re.match(form.ids, id) and (match := re.search(form.wrong, text))
    ]


def test_each_idea_has_one_word() -> None:
    assert found(prose.catalogue("zh").items()) == []


GLOSSES = {
    "拼接": "（concatenate）",
    "跳跃连接": "（skip connection）",
    "收缩路径": "（编码器）",
    "扩张路径": "（解码器）",
    "转置卷积": "（常被误称“反卷积”）",
    "深监督": "（deep supervision，又称深度监督）",
}


@pytest.mark.parametrize("room", sorted(path.name for path in (prose.FOLDER / "zh").iterdir() if path.name != "shared"))
def test_a_term_has_its_other_name_beside_it_once_on_each_page(room: str) -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (prose.FOLDER / "zh" / room).glob("*.toml"))
    bare = texts.replace("”（", "（")
    assert [term for term, gloss in GLOSSES.items() if term in texts and f"{term}{gloss}" not in bare] == []


def test_another_word_is_found_and_told() -> None:
    assert found([("last.a", "这张图片的答案 。 好")]) == [
        "last.a: '图片'; write 图像",
        "last.a: '答案'; write 输出，分割结果",
        "last.a: '。 '; write 标点后面不空格",
    ]
    assert (
        found([("unet.intro", "转置卷积（常被误称“反卷积”）"), ("ask.answer", "你的答案"), ("last.b", "`a, 图片`")])
        == []
    )


def test_sentences_are_joined_in_one_place() -> None:
    """By prose.sentences, which knows whether the language has a space there; never T(…) + " " + T(…)."""
    wrong = [
        f"{path.name}:{node.lineno}"
        for path in UI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
        if any(isinstance(part, ast.Constant) and part.value == " " for part in (node.left, node.right))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ("需 218 百万次乘加", "需 2.18 亿次乘加"), ("3,699 百万次", "36.99 亿次"), ("51.3 百万像素", "5130 万像素"),
        ("上限是 50 百万像素", "上限是 5000 万像素"), ("100 百万", "1 亿"), ("0.5 百万", "50 万"), ("十亿次", "十亿次"),
    ],
)  # fmt: skip
def test_large_numbers_are_counted_as_chinese_counts_them(filled: str, told: str) -> None:
    assert hanzi.fitting(filled) == told


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ("节点 X(0,0), X(1,0)", "节点 X(0,0)、X(1,0)"), ("甲: 1, 2; 乙: 3", "甲：1、2；乙：3"),
        ("`a, b; c` 与 (1, 64, 8) 和 [1, 2]", "`a, b; c` 与 (1, 64, 8) 和 [1, 2]"),
    ],
)  # fmt: skip
def test_values_in_a_row_have_chinese_signs_between_them(filled: str, told: str) -> None:
    assert hanzi.punctuated(filled) == told
