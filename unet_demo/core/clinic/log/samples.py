"""Logs to look at first: those of the stored symptoms, as the table that their training would have written."""

from __future__ import annotations

from unet_demo.core.clinic.symptoms.records import HEALTHY, symptom

SAMPLES = (HEALTHY, "black", "white", "shifted", "nan")


def sample_text(id: str) -> str:
    """The log of HEALTHY or of a symptom, separated by commas. Raises KeyError for another."""
    rows = [f"{at.epoch},{at.train_loss:g},{at.val_loss:g},{at.val_dice:g}" for at in symptom(id).log]
    return "\n".join(["epoch,train_loss,val_loss,val_dice", *rows])
