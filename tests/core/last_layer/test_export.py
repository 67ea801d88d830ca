"""The exported U-Net: the PyTorch text run and counted, our weights in it, the Keras text taken apart, the record."""

from __future__ import annotations

import ast
from typing import Any

import pytest
import torch
from examples import examples
from hypothesis import given
from hypothesis import strategies as some

from unet_demo.core.gallery.gallery import samples_of
from unet_demo.core.last_layer.export import (
    CARRY_OVER,
    fingerprint,
    keras_unet,
    layouts,
    params_of,
    pytorch_unet,
    weight_names,
)
from unet_demo.core.last_layer.export_door import agreed, built, net_of
from unet_demo.core.last_layer.export_quiz import about_export
from unet_demo.core.last_layer.keras_record import about, cases, softmax_in_head
from unet_demo.core.nets.grid import Architecture
from unet_demo.core.nets.model import GridNet
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.ui.frame.prose import catalogue

NETS = some.tuples(some.lists(some.integers(1, 6), min_size=2, max_size=5), some.integers(1, 4), some.integers(1, 3))


def executed(widths: list[int], classes: int, in_channels: int) -> torch.nn.Module:
    return net_of(Architecture("unet", in_channels, tuple(widths), classes)).eval()


@examples(15)
@given(NETS)
def test_the_pytorch_text_builds_what_the_grid_counts(drawn: tuple[list[int], int, int]) -> None:
    widths, classes, in_channels = drawn
    net, side = executed(widths, classes, in_channels), 2 ** len(widths)
    assert sum(each.numel() for each in net.parameters()) == params_of(widths, classes, in_channels)
    with torch.no_grad():
        assert net(torch.rand(2, in_channels, side, 2 * side)).shape == (2, classes, side, 2 * side)


@examples(10)
@given(NETS)
def test_with_our_weights_it_is_our_net(drawn: tuple[list[int], int, int]) -> None:
    widths, classes, in_channels = drawn
    depth, side = len(widths) - 1, 2 ** len(widths)
    ours = GridNet(Architecture("unet", in_channels, tuple(widths), classes)).eval()
    net = executed(widths, classes, in_channels)
    names = weight_names(depth)
    assert set(names) == set(net.state_dict())
    assert set(names.values()) == set(ours.state_dict())
    net.load_state_dict({name: ours.state_dict()[our] for name, our in names.items()})
    image = torch.rand(1, in_channels, side, side)
    with torch.no_grad():
        torch.testing.assert_close(net(image), ours(image, depth), rtol=0, atol=1e-5)


def test_our_trained_weights_give_the_same_answer_in_it() -> None:
    found = agreed("nuclei", samples_of("nuclei")[0].load())
    assert found.difference < 1e-5 * max(1.0, found.logit)


@pytest.mark.parametrize("poolings", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("classes", [1, 2, 20])
def test_the_pytorch_text_is_short_and_says_the_shapes_it_gives(poolings: int, classes: int) -> None:
    widths = [4 << row for row in range(poolings + 1)]
    lines = pytorch_unet(widths, classes, 3).splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 110
    net, side = executed(widths, classes, 3), 2 ** (poolings + 1)
    shapes: list[str] = []
    for module in net.modules():
        if isinstance(module, torch.nn.ConvTranspose2d) or type(module).__name__ == "Block":
            module.register_forward_hook(lambda _m, _i, out: shapes.append(comment(out.shape, side)))
    net(torch.rand(1, 3, side, side))
    steps = [line for line in lines if "  # (B, " in line and ("down" in line or "self.up" in line or "join" in line)]
    assert [line.rsplit("(B, ", 1)[1].rstrip(")") for line in steps] == shapes


def test_both_texts_point_to_the_clinic_and_name_no_host() -> None:
    for text in (pytorch_unet((4, 8, 16), 1, 3), keras_unet((4, 8, 16), 1, 3)):
        assert text.count("  # sizes that do not meet: …/clinic?h=360&w=480&levels=2#doctor") == 1
        assert "http" not in text


def comment(shape: torch.Size, side: int) -> str:
    part = side // shape[-1]
    return f"{shape[1]}, " + ("H, W" if part == 1 else f"H/{part}, W/{part}")


@pytest.mark.parametrize("classes", [1, 2, 7])
def test_the_use_of_the_pytorch_text_runs_and_its_loss_fits(classes: int, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(pytorch_unet((3, 4, 5), classes, 3), names)
    assert f"{params_of((3, 4, 5), classes, 3):,} parameters" in capsys.readouterr().out
    logits = names["net"](torch.rand(2, 3, 8, 8))
    target = torch.zeros(2, 1, 8, 8) if classes == 1 else torch.zeros(2, 8, 8, dtype=torch.int64)
    loss = names["loss_of"](logits, target)
    loss.backward()
    before = names["net"].head.weight.detach().clone()
    names["optimiser"].step()
    assert not torch.equal(before, names["net"].head.weight)


@pytest.mark.parametrize("given_", [((), 1, 3), ((4,), 1, 3), ((4, 0), 1, 3), ((4, 8), 0, 3), ((4, 8), 1, 0)])
def test_widths_that_are_no_net_are_refused(given_: tuple[tuple[int, ...], int, int]) -> None:
    for write in (pytorch_unet, keras_unet):
        with pytest.raises(ValueError, match="needs positive numbers"):
            write(*given_)


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Every call of layers.<name>, keras.losses.<name> …"""
    return [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == name
    ]


def keywords(call: ast.Call) -> dict[str, Any]:
    return {each.arg: ast.unparse(each.value) for each in call.keywords if each.arg}


@pytest.mark.parametrize("classes", [1, 2, 11])
@pytest.mark.parametrize("poolings", [1, 4, 5])
def test_the_keras_text_is_built_as_it_should_be(classes: int, poolings: int) -> None:
    widths = [8 << row for row in range(poolings + 1)]
    text = keras_unet(widths, classes, 3)
    compile(text, "unet_keras.py", "exec")
    tree = ast.parse(text)
    imported = [each for each in ast.walk(tree) if isinstance(each, ast.Import | ast.ImportFrom)]
    assert {getattr(each, "module", None) or each.names[0].name for each in imported} == {"keras"}
    assert 'set_image_data_format("channels_last")' in text
    ups = calls(tree, "Conv2DTranspose")
    assert [ast.unparse(each.args[0]) for each in ups] == [str(width) for width in reversed(widths[:-1])]
    assert all(ast.unparse(each.args[1]) == "2" and keywords(each) == {"strides": "2"} for each in ups)
    assert [keywords(each) for each in calls(tree, "Concatenate")] == [{"axis": "-1"}] * poolings
    assert len(calls(tree, "MaxPooling2D")) == poolings
    hidden, head = calls(tree, "Conv2D")
    assert keywords(hidden) == {"padding": "'same'", "activation": "'relu'", "kernel_initializer": "'he_normal'"}
    assert [ast.unparse(each) for each in head.args] == [str(classes), "1"]
    assert keywords(head) == {}  # logits, as the loss expects them


@pytest.mark.parametrize(
    ("classes", "loss", "metric", "settings_", "squash"),
    [
        (
            1,
            "BinaryCrossentropy",
            "BinaryIoU",
            {"target_class_ids": "[1]", "threshold": "0.0", "name": "'iou'"},
            "sigmoid",
        ),
        (
            2,
            "SparseCategoricalCrossentropy",
            "MeanIoU",
            {"num_classes": "2", "sparse_y_pred": "False", "name": "'iou'"},
            "softmax",
        ),
        (
            11,
            "SparseCategoricalCrossentropy",
            "MeanIoU",
            {"num_classes": "11", "sparse_y_pred": "False", "name": "'iou'"},
            "softmax",
        ),
    ],
)
def test_loss_head_and_metric_fit(classes: int, loss: str, metric: str, settings_: dict[str, str], squash: str) -> None:
    tree = ast.parse(keras_unet((8, 16), classes, 3))
    (taken,) = calls(tree, loss)
    assert keywords(taken) == {"from_logits": "True"}
    (scored,) = calls(tree, metric)
    assert keywords(scored) == settings_
    assert [keywords(each) for each in calls(tree, "Adam")] == [{"learning_rate": "0.001"}]
    assert len(calls(tree, squash)) == 1
    assert squash in pytorch_unet((8, 16), classes, 3)


def test_what_keras_did_is_recorded_and_right() -> None:
    known = about("keras_unet")
    assert "benchmarks.keras_unet" in known["command"]
    assert known["keras"].startswith("3.")
    for found in cases().values():
        assert {case.classes for case in found} > {1, 2}
        for case in found:
            assert case.params == params_of(case.widths, case.classes, case.in_channels)
            assert case.text == fingerprint(case.widths, case.classes, case.in_channels), known["command"]
            assert case.shape[0] == 2
            assert case.shape[-1] == case.classes
            assert case.difference < 1e-4
            assert case.loss > 0
            assert case.metric == pytest.approx(case.expected, abs=1e-6)
    assert set(softmax_in_head()) == set(cases()) == {"torch", "jax"}
    assert "contiguous" in softmax_in_head()["torch"]


def test_the_two_lines_turn_every_kind_of_weight() -> None:
    """Run on a stand-in for the Keras model: what it is given has the shapes that Keras keeps."""

    class Model:
        def set_weights(self, weights: list[Any]) -> None:
            self.shapes = [each.shape for each in weights]

    model, widths = Model(), [4, 6]
    exec(CARRY_OVER, {"net": executed(widths, 3, 2), "model": model})
    shapes = layouts(widths, 3, 2)
    assert model.shapes[0] == shapes["conv"][1] == (3, 3, 2, 4)
    assert shapes["up"][1] == (2, 2, 4, 6)
    assert shapes["up"][1] in model.shapes
    assert model.shapes[-2] == shapes["head"][1] == (1, 1, 4, 3)


def test_what_is_built_for_a_visitor_has_a_limit() -> None:
    net = Architecture("unet", 1, (2, 4, 8), 20)
    found = built(net)
    assert found.params == params_of(net.widths, 20, 1)
    assert (found.received, found.gave) == ((1, 1, 16, 16), (1, 20, 16, 16))
    with pytest.raises(ValueError, match="choose fewer channels"):
        built(Architecture("unet", 3, (64, 128, 256, 512, 1024), 1))


@examples(25)
@given(some.integers(1, 128), some.integers(1, 5), some.integers(1, 20), some.sampled_from([1, 3]))
def test_questions_have_one_answer_and_a_mistake_behind_every_other(
    first: int, poolings: int, classes: int, in_channels: int
) -> None:
    widths = [first << row for row in range(poolings + 1)]
    for ask in about_export(widths, classes, in_channels):
        assert ask.options.count(ask.answer) == 1
        assert len(set(ask.options)) == len(ask.options) >= 3
        assert set(ask.mistakes) == set(ask.options) - {ask.answer}
        for lang in LANGUAGES:
            words = catalogue(lang)
            for id in (ask.kind, f"{ask.kind}_why", *ask.mistakes.values()):
                words[f"export.ask.{id}"].format(**ask.values)
    second = about_export(widths, classes, in_channels)[0]
    assert second.answer == f"{first + 1:,}"
