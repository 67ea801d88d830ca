from xml.etree import ElementTree

from unet_demo.viz.kit import style
from unet_demo.viz.kit.icon import icon_svg


def test_the_icon_is_a_small_grid_in_the_colours_of_the_house() -> None:
    shapes = [each for each in ElementTree.fromstring(icon_svg()) if each.tag.endswith("circle")]
    assert [each.get("fill") for each in shapes] == [
        style.HUES[origin] for origin in ("encoder", "fused", "fused", "encoder", "fused", "bottleneck")
    ]
    assert len({(each.get("cx"), each.get("cy")) for each in shapes}) == 6
    for each in shapes:
        x, y, radius = (float(each.get(name, "nan")) for name in ("cx", "cy", "r"))
        assert radius <= min(x, y)
        assert max(x, y) <= 32 - radius


def test_every_hue_of_the_icon_has_a_name() -> None:
    marks = ElementTree.fromstring(icon_svg())
    assert {each.get("fill") or each.get("stroke") for each in marks} <= set(style.HUES.values())
