"""Tensors that lie on different devices, and devices that are not there."""

from __future__ import annotations

from unet_demo.core.errors.records import Cause, Family, Parts, cause, wording

_DEVICE = r"(?:cuda|cpu|mps|xpu)(?::\d{1,2})?"
WORDINGS = (
    wording(
        "two",
        "to be on the same device",
        rf"Expected all tensors to be on the same device, but found at least two devices, "
        rf"(?P<device_second>{_DEVICE}) and (?P<device_first>{_DEVICE})!(?: \(when checking (?:arugment|argument) for "
        r"argument (?P<argument>\w{1,20}) in method (?P<method>\w{1,60})\))?",
    ),
    wording(
        "two",
        "to be on the same device",
        rf"Expected all tensors to be on the same device, but got (?P<argument>\w{{1,20}}) is "
        rf"on (?P<device_first>{_DEVICE}), different from other tensors on (?P<device_second>{_DEVICE})(?: "
        rf"\(when checking "
        r"argument in method (?P<method>\w{1,60})\))?",
    ),
    wording(
        "two",
        "to be on the same device",
        rf"Expected all tensors to be on the same device\. Expected (?P<device_second>{_DEVICE})"
        rf"[^.]{{0,60}} (?P<device_first>{_DEVICE})",
    ),
    wording(
        "one",
        "is on CPU, but expected",
        r"Tensor for (?:argument #\d )?'(?P<argument>\w{1,20})' is on CPU, (?:Tensor for "
        r"argument #\d '\w{1,20}' is on (?:CPU|GPU), )?but expected (?:them|it) to be on GPU",
    ),
    wording(
        "old",
        "Expected object of",
        r"Expected object of (?:backend|device type) (?P<device_second>cuda|cpu|CUDA|CPU) but got "
        r"(?:backend|device type) (?P<device_first>cuda|cpu|CUDA|CPU) for argument #\d '(?P<argument>\w{1,20})'",
    ),
    wording(
        "index",
        "same device as the indexed tensor",
        r"indices should be either on (?P<device_first>\w{3,4}) or on the same "
        r"device as the indexed tensor \((?P<device_second>\w{3,4})\)",
    ),
    wording(
        "numpy",
        "device type tensor to numpy",
        rf"can't convert (?P<device_first>{_DEVICE}) device type tensor to numpy",
    ),
    wording("numpy", "convert CUDA tensor to numpy", r"can't convert (?P<device_first>CUDA) tensor to numpy"),
    wording("load", "deserialize object on a CUDA device", r"Attempting to deserialize object on a? ?CUDA device"),
    wording("none", "not compiled with CUDA", r"Torch not compiled with CUDA enabled"),
    wording("none", "NVIDIA driver", r"Found no NVIDIA driver on your system"),
    wording("none", "No CUDA GPUs", r"No CUDA GPUs are available"),
    wording(
        "parallel",
        "module must have its parameters",
        rf"module must have its parameters and buffers on device "
        rf"(?P<device_second>{_DEVICE}) \(device_ids\[0\]\) but found one of them on device: "
        rf"(?P<device_first>{_DEVICE})",
    ),
)
_CHOICE = 'device = "cuda" if torch.cuda.is_available() else "cpu"'


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    argument, method = parts.text("argument"), parts.text("method")
    first, second = (parts.text(name).lower() for name in ("device_first", "device_second"))
    if "nll_loss" in f"{method}{parts.above}" and argument == "weight":
        return ()  # the weights of the classes, which the loss was given
    if "optim/" in parts.above:
        return ()  # the optimizer's own state
    if kind in ("two", "old", "one"):
        return _two(argument, method, first, second)
    made = {
        "index": (cause("device_index", "mask[index]", "mask[index.to(mask.device)]"),),
        "numpy": (cause("device_numpy", "out.numpy()", "out.detach().cpu().numpy()"),),
        "load": (cause("device_load", "torch.load(path)", 'torch.load(path, map_location="cpu")'),),
        "none": (cause("device_none", 'device = "cuda"', _CHOICE),),
        "parallel": (
            cause("device_parallel", "net = nn.DataParallel(UNet())", f'net = nn.DataParallel(UNet().to("{second}"))'),
        ),
    }
    return made[kind]


def _two(argument: str, method: str, first: str, second: str) -> tuple[Cause, ...]:
    """Which of the tensors has to move: `first` is where the named argument lies, `second` where the others do."""
    both = {"first": first or "cpu", "second": second or "cuda"}
    lines = "out = net(x.to(device))", "net, x, mask = net.to(device), x.to(device), mask.to(device)"
    either = cause("device_two", *lines, **both)
    if argument == "target" or "nll_loss" in method or "binary_cross" in method:
        target = ("loss = criterion(out, mask)", "loss = criterion(out, mask.to(out.device))")
        return (cause("device_target", *target, **both),)
    if "cpu" not in both.values() or both["first"] == both["second"] or not argument:
        return (either,)
    is_weight = argument in ("weight", "bias", "mat2", "running_mean")
    if not is_weight and argument not in ("input", "mat1"):
        return (either,)
    card = next(place for place in both.values() if place != "cpu")
    if is_weight == (both["first"] == "cpu"):
        return (cause("device_net", "net = UNet()", f'net = UNet().to("{card}")', got=card, layer="cpu"), either)
    return (cause("device_input", "out = net(x)", f'out = net(x.to("{card}"))', got="cpu", layer=card), either)


FAMILY = Family("device", WORDINGS, _explain)
