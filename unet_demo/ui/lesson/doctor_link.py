"""Links into the clinic from where it is needed: a case for its shape doctor, or what was refused."""

from __future__ import annotations

from unet_demo.core.nets.design import Design
from unet_demo.ui.components.forward import show_forward
from unet_demo.ui.frame.frame import show_room_link
from unet_demo.ui.frame.prose import T
from unet_demo.ui.frame.section import section

CLINIC = "clinic"


@section("lesson.clinic")
def show_way_to_clinic() -> None:
    """A link for whoever came because of an error, and the way on for whoever came by the doctor's old address."""
    show_clinic_link("error")
    forward_to_doctor()


@section("lesson.clinic")
def forward_to_doctor() -> None:
    """Send whoever arrives with "#doctor" to the clinic's section of sizes, with the case that the address names."""
    show_forward("#doctor", CLINIC, "bring", "sizes")


def show_doctor_link(design: Design) -> None:
    """A link that opens this very case, sizes and settings, in the shape doctor."""
    case = {
        "h": design.height,
        "w": design.width,
        "levels": design.architecture.depth,
        "kernel": design.kernel,
        "zeros": design.padding,
        "pool": design.pool,
        "up": design.up,
        "pad": "padded" if design.padding else "unpadded",
        "bring": "sizes",
    }
    show_room_link(CLINIC, T("lesson.clinic.sizes"), width="content", about=case, at="doctor")


def show_clinic_link(brought: str) -> None:
    """A link to the clinic's section for what was brought: "error", "mask" …, see its choice "bring"."""
    show_room_link(CLINIC, T(f"lesson.clinic.{brought}"), width="content", about={"bring": brought})
