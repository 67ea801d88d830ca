"""Numbers out of the range that a loss allows: class labels, probabilities, masks."""

from __future__ import annotations

from unet_demo.core.errors.records import Cause, Family, Parts, cause, wording
from unet_demo.core.errors.trials import trial

WORDINGS = (
    wording("label", "is out of bounds", r"Target (?P<label>-?\d+) is out of bounds"),
    wording(
        "label",
        "valid range of",
        r"Received a label value of (?P<label>-?\d+) which is outside the valid range of "
        r"\[0, (?P<classes>\d+)\)",
    ),
    wording(
        "assert_label",
        "n_classes",
        r"Assertion `(?:t|cur_target|target_val|\w{1,20}) >= 0 && (?:t|cur_target|\w{1,20}) < "
        r"n_classes['`] failed",
    ),
    wording("assert_label", "smaller than num_classes", r"Class values must be smaller than num_classes"),
    wording("input", "between 0 and 1", r"all elements of input should be between 0 and 1"),
    wording("mask", "between 0 and 1", r"all elements of target should be between 0 and 1"),
    wording(
        "input",
        "Assertion `",
        r"Assertion `\(?(?:input_val|input|x|\*input) >= (?:zero|0\.?|0\.0)\)? && "
        r"\(?(?:input_val|input|x|\*input) <= (?:one|1\.?|1\.0)\)?['`] failed",
    ),
    wording(
        "mask",
        "Assertion `",
        r"Assertion `\(?(?:target_val|target) >= (?:zero|0\.?)\)? && \(?(?:target_val|target) <= "
        r"(?:one|1\.?)\)?['`] failed",
    ),
    wording(
        "input",
        "should be between 0~1",
        r"input value should be between 0~1, but got (?P<value>-?[\d.e+-]{1,20}|-?nan)",
    ),
    wording("assert", "device-side assert triggered", r"device-side assert triggered", weak=True),
)
_RUN_ON_CPU = 'device = "cuda"', 'device = "cpu"  # once: there the message names the value'


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "label":
        return _label(parts.number("label") or 0, parts.number("classes"))
    if kind == "input":
        return (_logits(), cause("nan_input", "loss = criterion(out, mask)", "assert torch.isfinite(out).all()"))
    if kind == "mask":
        return (
            cause(
                "mask_255",
                "loss = criterion(out, mask)",
                "loss = criterion(out, (mask > 0).float())",
                trial("mask_255"),
            ),
        )
    labels = cause("label_assert", "loss = criterion(out, mask)", "print(mask.unique(), out.shape[1])")
    if kind == "assert_label":
        return (labels,)
    return (cause("assert_unknown", *_RUN_ON_CPU), labels, _logits())


def _logits() -> Cause:
    return cause("bce_logits", "criterion = nn.BCELoss()", "criterion = nn.BCEWithLogitsLoss()", trial("probability"))


def _label(label: int, classes: int | None) -> tuple[Cause, ...]:
    """Which labels a mask holds that the output has no channel for."""
    if label < 0:
        return (
            cause("label_ignored", "nn.CrossEntropyLoss()", f"nn.CrossEntropyLoss(ignore_index={label})", label=label),
        )
    if label == 255:
        two = cause("label_255", "mask = mask.long()", "mask = (mask > 0).long()", trial("label_255"))
        void = cause(
            "label_void", "nn.CrossEntropyLoss()", "nn.CrossEntropyLoss(ignore_index=255)", trial("label_void")
        )
        return (void, two) if (classes or 0) > 2 else (two, void)
    if label == 1 and classes in (None, 1):
        return (
            cause(
                "label_one_channel",
                "criterion = nn.CrossEntropyLoss()",
                "criterion = nn.BCEWithLogitsLoss()\nloss = criterion(out, mask[:, None].float())",
            ),
        )
    made = trial("label", label, label + 1) if 0 < label <= 64 else None
    values = {"label": label, "channels": label + 1}
    head = cause("label_count", f"nn.Conv2d(n, {classes or label}, 1)", f"nn.Conv2d(n, {label + 1}, 1)", made, **values)
    if label > 64 and label != classes:
        return (cause("label_grey", "mask = to_tensor(Image.open(path))", "print(mask.unique())", **values), head)
    return (head, cause("label_from_one", "mask = mask.long()", "mask = mask.long() - 1", **values))


FAMILY = Family("ranges", WORDINGS, _explain)
