"""The blob of the viewer: what goes in comes out, equal things give equal bytes, wrong ones are refused."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from unet_demo.ui.components import viewer
from unet_demo.ui.components.viewer import ClassLayer, Kind, pack, unpack, viewer_words
from unet_demo.ui.frame import prose
from unet_demo.ui.frame.languages import LANGUAGES
from unet_demo.viz.kit import style

FOLDER = Path(viewer.__file__).parent
WORDS = {"viewer": "查看器"}
KINDS = tuple(Kind(name, name.title(), colour) for name, colour in style.CLASS_HUES.items())


def scene(height: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(height * 1000 + width)
    picture = np.repeat(np.linspace(0, 255, width, dtype=np.uint8)[None, :, None], height, axis=0).repeat(3, axis=2)
    return picture, draw.integers(0, 256, (4, height, width), np.uint8), draw.random((height, width)) > 0.5


def street(height: int, width: int) -> tuple[np.ndarray, ClassLayer, np.ndarray]:
    draw = np.random.default_rng(height * 1000 + width)
    label, confidence, entropy = (draw.integers(0, top, (5, height, width), np.uint8) for top in (len(KINDS), 256, 256))
    truth = draw.integers(0, len(KINDS), (height, width), np.uint8)
    truth[0] = 255
    return scene(height, width)[0], ClassLayer(label, confidence, entropy, KINDS), truth


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 300), (7, 13), (120, 160)])
def test_what_goes_in_comes_out(height: int, width: int) -> None:
    picture, probability, truth = scene(height, width)
    header, encoded, maps, outline = unpack(pack("v", picture, probability, WORDS, truth=truth, full_size=(999, 888)))
    assert maps is not None
    assert outline is not None
    np.testing.assert_array_equal(maps, probability)
    np.testing.assert_array_equal(outline, truth)
    with Image.open(io.BytesIO(encoded)) as image:
        shown = np.asarray(image.convert("RGB")).astype(int)
        assert header["kind"] == Image.MIME[str(image.format)]
    assert np.abs(shown - picture).mean() < 2
    assert header["words"] == WORDS
    assert (header["height"], header["width"], header["full_size"]) == (height, width, [999, 888])


def test_memory_order_of_the_arrays_is_all_the_same() -> None:
    """A display copy of a large picture is chosen from it by number, and its axes then lie in another order."""
    picture, layer, truth = street(40, 60)
    label, confidence, entropy = (np.asfortranarray(each) for each in layer.maps)
    other = ClassLayer(label, confidence, entropy, layer.kinds)
    turned = pack("v", picture, None, WORDS, truth=np.asfortranarray(truth), classes=other)
    assert turned == pack("v", picture, None, WORDS, truth=truth, classes=layer)


def test_a_small_picture_is_kept_exactly() -> None:
    picture = scene(20, 30)[0]
    encoded = unpack(pack("v", picture, None, WORDS))[1]
    np.testing.assert_array_equal(np.asarray(Image.open(io.BytesIO(encoded))), picture)


def test_while_computing_there_are_no_maps() -> None:
    header, _, maps, outline = unpack(pack("v", scene(20, 30)[0], None, WORDS))
    assert header["heads"] == 0
    assert maps is None
    assert outline is None


def test_equal_content_gives_equal_bytes_and_any_change_others() -> None:
    picture, probability, truth = scene(64, 64)
    first = pack("v", picture, probability, {"a": "1", "b": "2"}, lang="en", truth=truth)
    assert first == pack("v", picture.copy(), probability.copy(), {"b": "2", "a": "1"}, lang="en", truth=truth)
    changed = probability.copy()
    changed[3, 5, 5] ^= 1
    assert first != pack("v", picture, changed, {"a": "1", "b": "2"}, lang="en", truth=truth)
    assert first != pack("v", picture, probability, {"a": "1", "b": "3"}, lang="en", truth=truth)
    assert first != pack("v", picture, probability, {"a": "1", "b": "2"}, lang="en", truth=~truth)


def test_wrong_shapes_are_refused_with_a_remedy() -> None:
    picture, probability, truth = scene(20, 30)
    with pytest.raises(ValueError, match=r"needs uint8 \(h, w, 3\); give"):
        pack("v", picture[..., 0], probability, WORDS)
    with pytest.raises(ValueError, match=r"needs uint8 \(4, 20, 30\); give"):
        pack("v", picture, probability[:3], WORDS)
    with pytest.raises(ValueError, match=r"needs \(20, 30\); give"):
        pack("v", picture, probability, WORDS, truth=truth[1:])


@pytest.mark.parametrize(("height", "width"), [(1, 1), (7, 13), (90, 120)])
def test_what_goes_in_of_several_classes_comes_out(height: int, width: int) -> None:
    picture, layer, truth = street(height, width)
    header, _, maps, outline = unpack(pack("v", picture, None, WORDS, truth=truth, classes=layer))
    assert isinstance(maps, ClassLayer)
    assert maps.kinds == layer.kinds
    for name in ("label", "confidence", "entropy"):
        np.testing.assert_array_equal(getattr(maps, name), getattr(layer, name))
    assert outline is not None
    assert outline.dtype == np.uint8
    np.testing.assert_array_equal(outline, truth)
    assert header["heads"] == 4


def test_while_computing_only_the_classes_are_known() -> None:
    picture, _, truth = street(20, 30)
    header, _, maps, outline = unpack(pack("v", picture, None, WORDS, truth=truth, classes=ClassLayer.waiting(KINDS)))
    assert isinstance(maps, ClassLayer)
    assert not maps.computed
    assert maps.kinds == KINDS
    np.testing.assert_array_equal(outline, truth)
    assert header["heads"] == 0


def test_equal_classes_give_equal_bytes_and_any_change_others() -> None:
    picture, layer, truth = street(64, 64)
    first = pack("v", picture, None, WORDS, truth=truth, classes=layer)
    same = replace(layer, label=layer.label.copy(), kinds=tuple(replace(kind) for kind in KINDS))
    assert first == pack("v", picture.copy(), None, WORDS, truth=truth.copy(), classes=same)
    for name in ("label", "confidence", "entropy"):
        changed = getattr(layer, name).copy()
        changed[4, 5, 5] ^= 1
        assert first != pack("v", picture, None, WORDS, truth=truth, classes=replace(layer, **{name: changed}))
    renamed = replace(layer, kinds=(replace(KINDS[0], name="天空"), *KINDS[1:]))
    assert first != pack("v", picture, None, WORDS, truth=truth, classes=renamed)
    truth[5, 5] = 255
    assert first != pack("v", picture, None, WORDS, truth=truth, classes=layer)


def test_wrong_classes_are_refused_with_a_remedy() -> None:
    picture, layer, truth = street(20, 30)

    def refused(match: str, *, truth: np.ndarray = truth, probability: np.ndarray | None = None, **wrong: Any) -> None:
        with pytest.raises(ValueError, match=match):
            pack("v", picture, probability, WORDS, truth=truth, classes=replace(layer, **wrong))

    refused(r"needs one of the two; give probability=None", probability=scene(20, 30)[1])
    refused(r"Label is uint8 \(4, 20, 30\); the viewer needs uint8 \(5, 20, 30\); give", label=layer.label[:4])
    refused(r"Confidence is float64 .* needs uint8 \(5, 20, 30\); give", confidence=layer.confidence / 255)
    refused(r"Entropy is uint8 \(5, 20, 29\); .* give", entropy=layer.entropy[..., 1:])
    refused(r"Entropy is uint8 \(0, 20, 30\); .* give", entropy=layer.entropy[:0])
    refused(r"Label holds class 255; the viewer needs numbers below 11; give", label=layer.label | 255)
    refused(r"Truth is bool \(20, 30\); the viewer needs uint8 \(20, 30\); give", truth=truth > 3)
    refused(r"Truth holds class 11; .* below 11; give", truth=np.full((20, 30), 11, np.uint8))
    refused(r"Kinds are \['sky'\]; the viewer needs 2 to 255, each id once; give", kinds=KINDS[:1])
    refused(r"each id once; give", kinds=(*KINDS, KINDS[0]))
    refused(r'Colour of sky is "blue"; .* needs "#RRGGBB"; give', kinds=(Kind("sky", "Sky", "blue"), *KINDS[1:]))


@pytest.mark.parametrize("several", [False, True], ids=["one class", "several"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_the_browser_asks_for_is_there(lang: str, several: bool) -> None:
    files = [path for path in FOLDER.glob("*.js") if several or not path.name.startswith("class")]
    asked = set(re.findall(r"words\.(\w+)", "\n".join(path.read_text(encoding="utf-8") for path in files)))
    for group, names in {
        "view": ("mask", "probability", "uncertainty", "spread", "difference"),
        "depth": ("1", "2", "3", "4", "mean"),
    }.items():
        asked |= {f"{group}_{name}{end}" for name in names for end in ("", "_help" if group == "view" else "_note")}
        asked |= {f"alt_{name}" for name in names if group == "view"}
    asked |= {f"{name}{end}" for name in ("threshold", "overlay") for end in ("", "_low", "_high")}
    asked |= {f"{name}{end}" for name in ("differs", "count") for end in ("", "_about")}
    asked |= {"added", "removed"}
    assert asked == set(viewer_words(lang, several=several))


def test_all_languages_have_the_same_placeholders() -> None:
    placeholders = {
        lang: [
            {id: sorted(re.findall(r"\{(\w+)\}", text)) for id, text in viewer_words(lang, several=several).items()}
            for several in (False, True)
        ]
        for lang in LANGUAGES
    }
    assert len(placeholders) > 1
    assert all(each == placeholders["en"] for each in placeholders.values())


def test_no_file_of_the_components_names_a_colour() -> None:
    files = [path for path in FOLDER.parent.rglob("*") if path.suffix in {".js", ".css"}]
    named = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?)\(|:\s*(?:white|black|red|gr[ae]y|blue|green)\b")
    assert files
    assert {path.name: found for path in files if (found := named.findall(path.read_text(encoding="utf-8")))} == {}


def test_the_words_come_from_the_viewers_own_file() -> None:
    assert viewer_words("en")["threshold"] == prose.catalogue("en")["viewer.threshold"]
