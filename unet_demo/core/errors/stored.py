"""Weights from a file that do not go into the net: other names, other shapes, another kind of file."""

from __future__ import annotations

import re

from unet_demo.core.errors.records import Cause, Family, Parts, Shape, cause, wording
from unet_demo.core.errors.trials import trial

_SIZE = (
    r"size mismatch for (?P<param>[\w.]{1,120}): copying a param with shape (?:torch\.Size\()?\[(?P<saved>[\d, "
    r"]{0,60})\]\)? from "
    r"checkpoint, the shape in current model is (?:torch\.Size\()?\[(?P<model>[\d, ]{0,60})\]"
)
_ON = (  # any sign, as long as no other error begins there
    r"(?:(?!Traceback \(most recent|During handling of|The above exception|"
    r" [A-Z]\w{0,40}(?:Error|Exception|Interrupt): ).)"
)
WORDINGS = (
    wording(
        "dict",
        "in loading state_dict for",
        r"Error\(s\) in loading state_dict for (?P<net>[\w.]{1,60}):(?P<rest>" + _ON + r"{0,12000})",
    ),
    wording("size", "size mismatch for", _SIZE, weak=True),
    wording(
        "keys",
        "in state_dict:",
        r"(?P<rest>(?:Missing|Unexpected) key\(s\) in state_dict: " + _ON + r"{0,4000})",
        weak=True,
    ),
    wording("whole", "to be dict-like", r"Expected state_dict to be dict-like, got <class '(?P<element>[\w.]{1,80})'>"),
    wording("pickled", "Weights only load failed", r"Weights only load failed"),
    wording(
        "pickled",
        "Unsupported global",
        r"Unsupported global: GLOBAL (?P<element>[\w.]{1,80}) was not an allowed global",
    ),
    wording(
        "no_class",
        "Can't get attribute",
        r"Can't get attribute '(?P<element>\w{1,60})' on <module '(?P<module>[\w.]{1,60})'(?P<rest> \(built-in\))?",
    ),
    wording("no_file", "invalid load key", r"invalid load key, '(?P<key>.{1,5}?)'"),
    wording(
        "cut",
        "PytorchStreamReader failed",
        r"PytorchStreamReader failed (?:reading zip archive|reading file)",
    ),
    wording("cut", "pickle data was truncated", r"pickle data was truncated"),
    wording("cut", "unexpected EOF, expected", r"unexpected EOF, expected \d{1,12} more bytes"),
    wording(
        "layers",
        "Layer count mismatch",
        r"Layer count mismatch when loading weights from file\. Model expected "
        r"(?P<need_layers>\d+) layers, found (?P<got_layers>\d+) saved layers",
    ),
)
_OUTER = {"state_dict", "model_state_dict", "model", "net", "optimizer", "optimizer_state_dict", "epoch", "weights"}


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    if kind == "size":
        return _size(parts)
    if kind in ("dict", "keys"):
        causes = _dict(parts.text("rest"))
        return causes if kind == "dict" else tuple(known for known in causes if known.id != "stored_build")
    if kind == "no_class" and ("spawn" in parts.above or "(built-in)" in parts.text("rest")):
        return ()  # a loader's worker looks for the class of its data; no file of weights is meant
    load = "net.load_state_dict(torch.load(path))"
    made = {
        "whole": (
            cause(
                "stored_whole",
                load,
                "net = torch.load(path, weights_only=False)\nnet.load_state_dict(net_of_the_file.state_dict())",
            ),
        ),
        "pickled": (cause("stored_pickled", "torch.save(net, path)", "torch.save(net.state_dict(), path)"),),
        "no_class": (
            cause(
                "stored_class",
                "torch.save(net, path)",
                "torch.save(net.state_dict(), path)",
                name=parts.text("element"),
            ),
        ),
        "no_file": (cause("stored_other", "torch.load(path)", 'print(open(path, "rb").read(80))'),),
        "cut": (cause("stored_cut", "torch.load(path)", "import os\nprint(os.path.getsize(path))"),),
        "layers": (cause("stored_build", "net = UNet()", "net = UNet(levels=4)  # as it was trained"),),
    }
    return made[kind]


def _keys(rest: str, word: str) -> list[str]:
    match = re.search(rf"{word} key\(s\) in state_dict: ((?:\"[^\"]{{1,200}}\"(?:, ?)?){{1,400}})", rest)
    return re.findall(r'"([^"]+)"', match[1]) if match else []


def _dict(rest: str) -> tuple[Cause, ...]:
    missing, unexpected = _keys(rest, "Missing"), _keys(rest, "Unexpected")
    sizes = re.search(_SIZE, rest)
    if missing or unexpected:
        named = _names(missing, unexpected)
        if named:
            return named
    if sizes:
        return _size(Parts(sizes.groupdict()))
    return (
        (cause("stored_build", "net = UNet()", "net = UNet(levels=4)  # as it was trained"),)
        if missing or unexpected
        else ()
    )


def _names(missing: list[str], unexpected: list[str]) -> tuple[Cause, ...]:
    """What names tell: one prefix too many or too few, a dict around the weights, counters of a batch norm."""
    if set(unexpected) & _OUTER and not any("." in name for name in unexpected):
        outer = next(
            (name for name in ("state_dict", "model_state_dict", "model", "net", "weights") if name in unexpected),
            next((name for name in unexpected if re.search("model|net|weight", name) and "optim" not in name), ""),
        )
        return (
            ()
            if not outer
            else (
                cause(
                    "stored_nested",
                    "net.load_state_dict(torch.load(path))",
                    f'net.load_state_dict(torch.load(path)["{outer}"])',
                ),
            )
        )
    if prefix := _prefix(unexpected, missing):
        line = f'{{name.removeprefix("{prefix}"): value for name, value in saved.items()}}'
        return (
            cause(
                "stored_prefix",
                "net.load_state_dict(saved)",
                f"net.load_state_dict({line})",
                trial("prefix"),
                prefix=prefix,
            ),
        )
    if prefix := _prefix(missing, unexpected):
        line = f'{{"{prefix}" + name: value for name, value in saved.items()}}'
        after = "net.module.load_state_dict(saved)" if prefix == "module." else f"net.load_state_dict({line})"
        return (cause("stored_lacks_prefix", "net.load_state_dict(saved)", after, prefix=prefix),)
    if all(name.endswith("num_batches_tracked") for name in (*missing, *unexpected)):
        return (cause("stored_counter", "net.load_state_dict(saved)", "net.load_state_dict(saved, strict=False)"),)
    return ()


def _prefix(longer: list[str], shorter: list[str]) -> str:
    """What stands in front of every one of `longer` and is missing in `shorter`; "" where there is no such prefix."""
    if not longer:
        return ""
    head = longer[0].split(".")[0] + "."
    if not re.fullmatch(r"[\w.]{2,40}", head) or not all(name.startswith(head) for name in longer):
        return ""
    bare = {name.removeprefix(head) for name in longer}
    known = head in ("module.", "_orig_mod.")
    return head if (bare & set(shorter) if shorter else known) else ""


def _size(parts: Parts) -> tuple[Cause, ...]:
    """A weight of another shape: its first number is what goes out, its second what comes in."""
    saved, model, name = parts.shape("saved") or (), parts.shape("model") or (), parts.text("param")
    values = {"name": name, "saved": parts.text("saved"), "model": parts.text("model")}
    if len(saved) != len(model):
        return ()  # layers of another kind, or numbers that a terminal has cut in two
    if len(saved) == 4 and saved[2:] != model[2:] and (2, 2) in (saved[2:], model[2:]):
        transposed, resized = (
            "nn.ConvTranspose2d(c, c // 2, 2, stride=2)",
            'nn.Upsample(scale_factor=2, mode="bilinear")',
        )
        lines = (resized, transposed) if saved[2:] == (2, 2) else (transposed, resized)
        return (cause("stored_up", *lines, **values),)
    if len(saved) >= 2:
        if saved[0] == model[0] and saved[2:] == model[2:] and _are_pictures(saved, model):
            return (cause("stored_input", f"UNet(in_channels={model[1]})", f"UNet(in_channels={saved[1]})", **values),)
        if saved[1:] == model[1:] and max(saved[0], model[0]) <= 1024 and min(saved[0], model[0]) < 8:
            return (_classes(saved[0], model[0], values),)
        if saved[1:] == model[1:] and max(saved[0], model[0]) <= 256 and (saved[0] % 8 or model[0] % 8):
            return (_classes(saved[0], model[0], values),)
    if len(saved) == 1 and min(saved[0], model[0]) < 8:
        return (_classes(saved[0], model[0], values),)
    return (cause("stored_widths", "net = UNet()", "net = UNet(first=64, levels=4)  # as it was trained", **values),)


def _are_pictures(saved: Shape, model: Shape) -> bool:
    """Whether two weights differ in the channels of a picture: colours, or the bands of a satellite."""
    small, large = sorted((saved[1], model[1]))
    return small <= 4 and (large <= 4 or (large <= 16 <= saved[0]))


def _classes(saved: int, model: int, values: dict[str, str]) -> Cause:
    return cause("stored_classes", f"UNet(classes={model})", f"UNet(classes={saved})", **values, had=saved, has=model)


FAMILY = Family("stored", WORDINGS, _explain)
