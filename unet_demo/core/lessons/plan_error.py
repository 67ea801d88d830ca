"""What torch says to a step of a plan that cannot run; the call goes through the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unet_demo.core.engine import engine

if TYPE_CHECKING:
    from unet_demo.core.nets.plan import Plan, Step


def error_of(plan: Plan, step: Step) -> str | None:
    """What torch says when a step that fails is really tried, None where it is not torch's; see `plan_net.error_of`."""
    engine.boot()
    from unet_demo.core.nets import plan_net

    return plan_net.error_of(plan, step)
