"""Logs in every form that they come in, read to the same curves; and texts that hold none."""

from __future__ import annotations

import json
import math

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from unet_demo.core.clinic.log.log import Log, LogError
from unet_demo.core.clinic.log.naming import meant
from unet_demo.core.clinic.log.reading import MOST_LINES, read_log, read_logs

TRAIN, VAL = (0.6931, 0.51, 0.4), (0.7, 0.6, math.nan)
ROWS = list(zip((1, 2, 3), TRAIN, VAL, strict=True))


def held(log: Log, name: str) -> list[str]:
    """(place, value) of a curve as text, so that NaN equals NaN."""
    curve = log.curve(name)
    assert curve is not None
    return [f"{at:g} {value:g}" for at, value in zip(curve.at, curve.values, strict=True)]


FORMS = {
    "comma": "Epoch,Train Loss,Val Loss\n" + "\n".join(f"{e},{a},{b}" for e, a, b in ROWS),
    "semicolon and decimal comma": "epoch;loss;valid_loss\r\n"
    + "\r\n".join(f"{e};{a};{b}".replace(".", ",") for e, a, b in ROWS),
    "tab": "epoch\tlr\ttrainLoss\tvalLoss\n" + "\n".join(f"{e}\t1e-3\t{a}\t{b}" for e, a, b in ROWS),
    "spaces": "epoch loss val_loss\n" + "\n".join(f"{e} {a}  {b}" for e, a, b in ROWS),
    "numbers alone": "\n".join(f"{e}, {a}, {b}" for e, a, b in ROWS),
    "keras": "\n".join(
        f"Epoch {e}/50\n 1/45 [>...] - ETA: 4s - loss: 9.0" + "\x08" * 30 + "\r"
        f"45/45 [=====] - 3s 60ms/step - loss: {a} - val_loss: {b}"
        for e, a, b in ROWS
    ),
    "pytorch": "\n".join(f"Epoch [{e}/50], lr=0.001, loss={a}, best val loss 0.01, val loss: {b}" for e, a, b in ROWS),
    "tqdm": "\n".join(
        f"Epoch {e}:  50%|██▌  | 22/45 [00:01<00:01, loss=5.1]\rEpoch {e}: 100%|█████| 45/45 [00:03<00:00, 15.0it/s, "
        f"loss={a}, v_num=0, val_loss={b}]"
        for e, a, b in ROWS
    ),
    "logging with colours": "\n".join(
        f"\x1b[32m2024-01-0{e} 12:00:00,123\x1b[0m INFO epoch={e} train/loss={a} val/loss={b}" for e, a, b in ROWS
    ),
    "json lines": "\n".join(json.dumps({"epoch": e, "train_loss": a, "val_loss": b}) for e, a, b in ROWS),
    "chinese": "\n".join(f"第 {e} 轮 训练损失：{a} 验证损失：{b}" for e, a, b in ROWS),
    "tensors": "\n".join(f"epoch {e} loss tensor({a}) val_loss tensor({b}, device='cuda:0')" for e, a, b in ROWS),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_same_curves(form: str) -> None:
    log = read_log("\ufeff" + FORMS[form] + "\n\n")
    assert log.axis == "epoch"
    assert held(log, "train_loss") == ["1 0.6931", "2 0.51", "3 0.4"]
    assert held(log, "val_loss") == ["1 0.7", "2 0.6", "3 nan"]


@given(
    st.lists(st.tuples(*[st.floats(-1e6, 1e6) | st.just(math.nan) | st.just(math.inf)] * 2), min_size=2, max_size=30),
    st.sampled_from(",;\t"),
)
@examples(50)
def test_a_table_gives_back_what_was_written(rows: list[tuple[float, float]], sign: str) -> None:
    head = sign.join(("epoch", "loss", "val_dice"))
    lines = [sign.join((str(at), repr(loss), repr(dice))) for at, (loss, dice) in enumerate(rows)]
    log = read_log("\n".join([head, *lines]))
    for name, values in (("train_loss", [row[0] for row in rows]), ("val_dice", [row[1] for row in rows])):
        assert held(log, name) == [f"{at} {value:g}" for at, value in enumerate(values)]


def test_keras_history_and_losses_alone_count_their_rows() -> None:
    log = read_log(json.dumps({"loss": [3, 2, 1], "val_dice_coef": [0.1, 0.2, 0.3]}))
    assert (log.axis, held(log, "train_loss")) == ("row", ["1 3", "2 2", "3 1"])
    assert held(log, "val_dice") == ["1 0.1", "2 0.2", "3 0.3"]
    assert held(read_log("0.9 1.1\n0.8 1.0"), "val_loss") == ["1 1.1", "2 1"]
    assert held(read_log("loss\n0.9\nnan"), "train_loss") == ["1 0.9", "2 nan"]


def test_batches_of_one_epoch_count_their_rows_and_steps_their_steps() -> None:
    batches = "\n".join(f"Train Epoch: 1 [{64 * at}/60000 ({at}%)]\tLoss: {1 / at}" for at in range(1, 5))
    assert read_log(batches).axis == "row"
    log = read_log("step 100 | loss inf\nstep 200 | loss 1e-3")
    assert (log.axis, held(log, "train_loss")) == ("step", ["100 inf", "200 0.001"])


def test_files_of_tensorboard_become_one_log() -> None:
    text = "Wall time,Step,Value\n1700000000.1,0,0.5\n1700000001.1,10,0.4\n"
    log = read_logs([("run-a-tag-Loss_train.csv", text), ("run-b-tag-Loss_val.csv", text), ("x-IoU_val.csv", text)])
    assert set(log.curves) == {"train_loss", "val_loss", "val_iou"}
    assert held(log, "val_iou") == ["0 0.5", "10 0.4"]
    with pytest.raises(LogError) as error:
        read_logs([("a.csv", text), ("b.csv", text)])
    assert error.value.reason == "twice"


def test_of_several_runs_the_last_counts_and_of_many_lines_the_last() -> None:
    log = read_log("\n".join(f"epoch {at} loss {at / 10}" for at in (1, 2, 3, 1, 2)))
    assert (log.runs, held(log, "train_loss")) == (2, ["1 0.1", "2 0.2"])
    long = read_log("step,loss\n" + "\n".join(f"{at},1" for at in range(MOST_LINES + 500)))
    assert (long.cut, long.axis) == (501, "step")
    curve = long.curve("train_loss")
    assert curve is not None
    assert (len(curve.at), curve.at[-1]) == (MOST_LINES - 1, MOST_LINES + 499)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"), (" \n\x1b[0m\r\n", "empty"), ("Dear diary, nothing was trained.", "unread"),
        ("epoch,lr\n1,0.1\n", "unread"), ("{" * 5000, "unread"), ("\x00\x01PK\x03", "unread"),
        ("[" * 100_000, "unread"),
    ],
)  # fmt: skip
def test_what_is_no_log_is_refused(text: str, reason: str) -> None:
    with pytest.raises(LogError, match="Got .*needed.*paste") as error:
        read_log(text)
    assert error.value.reason == reason


@given(st.text(max_size=300) | st.text("epoch los=:,;1.3nai\n\r\t[]{}\"'/", max_size=300))
@examples(200)
def test_any_text_is_a_log_or_refused(text: str) -> None:
    try:
        log = read_log(text)
    except LogError:
        return
    assert all(len(curve.at) == len(curve.values) > 0 for curve in log.curves.values())


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Val. Dice (mean)", "val_dice"), ("dice_loss", "train_loss"), ("best_val_loss", None), ("mIoU", "train_iou"),
        ("valLoss", "val_loss"), ("eval/meanIoU", "val_iou"), ("Global Step", "step"), ("验证损失", "val_loss"),
        ("latest", None), ("glossary", None), ("test_accuracy", "val_acc"), ("learning_rate", None),
    ],
)  # fmt: skip
def test_what_names_mean(name: str, means: str | None) -> None:
    assert meant(name) == means


@pytest.mark.parametrize("line", ["_a" * 1000, "a " * 1000, "_a=1 " * 400, "1," * 1000, "loss " + "nan" * 600])
def test_lines_that_look_like_names_without_end_are_read_once(line: str) -> None:
    """Of such a text every further line costs as much as the one before: no sign is looked at again and again."""
    with pytest.raises(LogError) as error:
        read_log("\n".join([line] * 300))
    assert error.value.reason == "unread"
