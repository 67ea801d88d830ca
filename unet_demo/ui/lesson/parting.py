"""Why a plan has no answer, in words: where sizes part, a map grown too small, a picture that no size would suit."""

from __future__ import annotations

from unet_demo.core.nets.plan import Plan, Step
from unet_demo.core.nets.sides import LARGEST, answered, least
from unet_demo.ui.frame.prose import T, sentences
from unet_demo.ui.lesson.plan_words import clash_text, long


def reason_of(plan: Plan) -> tuple[str, str]:
    """(a title, what has come to pass) of the first step that fails. Raises IndexError for a plan without failures."""
    step = plan.failures[0]
    node, met = str(step.node), " + ".join(map(long, plan.met(step)))
    if step.op in ("cat", "add"):
        text = T("unet.fail.cat", node=node, met=met, clash=clash_text(plan, step))
        return T("unet.fail.title", node=node), sentences(text, _clashing(plan))
    if step.op == "fit":
        return T("unet.fail.title_fit"), _unsuited(plan)
    if step.op == "unfit":
        return T("unet.fail.title_unfit"), _eaten(plan, step)
    windows = {"kernel": plan.design.kernel, "pool": plan.design.pool}
    return T("unet.fail.title_small", node=node), T("unet.fail.small", node=node, met=met, **windows)


def where_of(plan: Plan) -> str:
    """Where a plan stops: the node, or the picture where it cannot be brought to a size that suits."""
    node = plan.failures[0].node
    return str(node) if node else T("word.the_picture")


def _clashing(plan: Plan) -> str:
    """Why the upsampled map and a skip differ: a remainder was dropped, or every convolution makes a map larger."""
    grown = -plan.design.lost
    return T("unet.fail.cat_grown", grown=grown) if grown > 0 else T("unet.fail.cat_dropped")


def _unsuited(plan: Plan) -> str:
    design, smallest = plan.design, least(plan.design, plan.depth)
    if smallest is None:
        return T("unet.fail.fit_none", largest=LARGEST)
    size = {"height": design.height, "width": design.width}
    if design.fit == "crop":
        return T("unet.fail.fit_crop", least=smallest, **size)
    return T("unet.fail.fit_pad", largest=LARGEST, **size)


def _eaten(plan: Plan, step: Step) -> str:
    """What unpadded convolutions take off the padded picture, and so off the picture."""
    design, fitted = plan.design, plan.by_id["fit"].shape
    assert fitted is not None
    eaten = max(side - (answered(design, side, plan.depth) or 0) for side in fitted[1:])
    sizes = {"height": design.height, "width": design.width, "fitted": long(fitted), "answer": long(plan.met(step)[0])}
    return T("unet.fail.unfit", eaten=eaten, **sizes)
