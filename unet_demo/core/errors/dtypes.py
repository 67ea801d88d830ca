"""Types of numbers that do not go together: float64 from NumPy, bytes from a picture, half precision, labels.

(over 250 lines: a table of wordings, beside what they mean.)
"""

from __future__ import annotations

from unet_demo.core.errors.records import Cause, Family, Parts, cause, wording
from unet_demo.core.errors.trials import trial

_TYPE = r"[\w.: ]{1,40}"
WORDINGS = (
    wording(
        "layer",
        "should be the same",
        rf"Input type \((?P<got_type>{_TYPE})\) and (?:weight|bias) type "
        rf"\((?P<layer_type>{_TYPE})\) should be the same",
    ),
    wording(
        "scalar",
        "expected scalar type",
        r"expected scalar type (?P<need_type>\w{2,12}) but found (?P<got_type>\w{2,12})",
    ),
    wording(
        "old",
        "of scalar type",
        r"Expected (?:object|tensor) (?:of|for argument #\d '\w{1,20}' to have) scalar type "
        r"(?P<need_type>\w{2,12}),? but got (?:scalar type |torch\.|[\w ]{0,30}scalar type )?(?P<got_type>\w{2,20})"
        r"(?: instead)?(?: for argument #\d '(?P<argument>\w{1,20})')?",
    ),
    wording(
        "target", "expected target dtype", r"expected target dtype to be Long or Byte, but got (?P<got_type>\w{2,12})"
    ),
    wording(
        "matrix",
        "must have the same dtype",
        r"(?:mat1 and mat2|self and mat2|m1 and m2) must have the same dtype, but got "
        r"(?P<got_type>\w{2,12}) and (?P<layer_type>\w{2,12})",
    ),
    wording(
        "norm",
        "mixed dtype (CPU)",
        r"mixed dtype \(CPU\): (?:all inputs must share same datatype|expect "
        r"\w{1,12} to have scalar type of Float)",
    ),
    wording("loss", "but expected", r"Found dtype (?P<got_type>\w{2,12}) but expected (?P<need_type>\w{2,12})"),
    wording(
        "cast",
        "to the desired output type",
        r"result type (?P<need_type>\w{2,12}) can't be cast to the desired output type "
        r"(?P<got_type>\w{2,12})",
    ),
    wording(
        "missing",
        "not implemented for '",
        r"[\"“](?P<function>\w{2,80})[\"”] not implemented for '(?P<got_type>\w{2,20})'",
    ),
    wording(
        "numpy",
        "convert np.ndarray of type",
        r"can't convert np\.ndarray of type (?P<got_type>[\w.]{2,30})\. The only "
        r"supported types are",
    ),
    wording(
        "stride",
        "negative stride",
        r"(?:tensors with negative strides are not currently supported|some of the strides of "
        r"a given numpy array are negative)",
    ),
    wording("grad", "Tensor that requires grad", r"Can't call numpy\(\) on (?:Tensor|Variable) that requires grad"),
    wording("brain", "unsupported ScalarType", r"Got unsupported ScalarType (?P<got_type>\w{2,12})"),
    wording(
        "autocast", "unsafe to autocast", r"binary_cross_entropy and (?:torch\.nn\.)?BCELoss are unsafe to autocast"
    ),
    wording("unscale", "unscale FP16 gradients", r"Attempting to unscale FP16 gradients"),
    wording(
        "onnx",
        "Unexpected input data type",
        r"Unexpected input data type\. Actual: ?\(tensor\((?P<got_type>\w{2,12})\)\) ?, "
        r"expected: ?\(tensor\((?P<need_type>\w{2,12})\)\)",
    ),
)
HALF = {"half", "bfloat16", "float16"}
WHOLE = {"long", "long long", "long int", "int", "short", "char", "bool", "int64", "int32", "int16", "int8"}
BYTES = {"byte", "uint8", "unsigned char"}
LOSSES = ("nll_loss", "log_softmax", "softmax", "cross_entropy", "host_softmax")
_CALLS = {"modules/conv.py": "weight", "modules/linear.py": "weight", "cross_entropy": "target", "nll_loss": "target"}
_OF_FLOATS = (
    "mse",
    "l1",
    "bce",
    "binary_cross",
    "smooth",
    "sigmoid",
    "mean",
    "upsample",
    "conv",
    "addmm",
    "pool",
    "norm",
    "div",
)


def _plain(name: str) -> str:
    """ "c10::Half", "torch.cuda.HalfTensor", "CUDABFloat16Type" and "Half" are all "half" (or "bfloat16")."""
    bare = name.split("::")[-1].split(".")[-1].removesuffix("Tensor").removesuffix("Type")
    for device in ("CUDA", "MPS", "CPU", "XPU"):
        bare = bare.removeprefix(device)
    return bare.lower()


def is_elsewhere(name: str) -> str:
    """The device that a type names: "cuda", "mps" or "cpu"."""
    low = name.lower()
    return next((device for device in ("cuda", "mps", "xpu") if device in low), "cpu")


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    got, need = _plain(parts.text("got_type")), _plain(parts.text("need_type"))
    layer = _plain(parts.text("layer_type"))
    if kind == "layer" and is_elsewhere(parts.text("got_type")) != is_elsewhere(parts.text("layer_type")):
        return _devices(is_elsewhere(parts.text("got_type")), is_elsewhere(parts.text("layer_type")))
    if kind in ("layer", "matrix"):
        return _into_layer(got, layer)
    if kind in ("scalar", "old"):
        return _scalar(need, got, parts.text("argument") or _argument(parts.above), parts.above)
    if kind == "target":
        return (_long(got),)
    if kind == "cast" and "/=" in parts.above:
        return ()  # a picture of bytes divided in place
    if kind in ("loss", "cast"):
        return (_float_target(got),) if got in WHOLE | BYTES | {"double"} else ()
    if kind == "missing":
        return _missing(parts.text("function"), got)
    return _others(kind, got, need)


def _devices(got: str, layer: str) -> tuple[Cause, ...]:
    if got == "cpu":
        return (
            cause(
                "device_input", "out = net(x)", "out = net(x.to(next(net.parameters()).device))", got=got, layer=layer
            ),
        )
    return (cause("device_net", "net = UNet()", f'net = UNet().to("{got}")', got=got, layer=layer),)


def _into_layer(got: str, layer: str) -> tuple[Cause, ...]:
    if HALF & {got, layer}:
        return (_half(got, layer),)
    if got == "double":
        return (_double(),)
    if layer == "double":
        return (cause("type_net", "net = net.double()", "net = net.float()"),)
    if got in BYTES:
        return (cause("type_bytes", "out = net(x)", "out = net(x.float() / 255)", trial("bytes")),)
    return (cause("type_whole", "out = net(x)", "out = net(x.float())", got=got),) if got in WHOLE else ()


def _half(got: str, layer: str) -> Cause:
    return cause(
        "half", "out = net(x)", 'with torch.autocast("cuda"):\n    out = net(x)', trial("half"), got=got, layer=layer
    )


def _double() -> Cause:
    return cause("type_double", "x = torch.from_numpy(array)", "x = torch.from_numpy(array).float()", trial("double"))


def _long(got: str) -> Cause:
    made = trial("long_target") if got == "float" else None
    return cause("type_label", "loss = criterion(out, mask)", "loss = criterion(out, mask.long())", made, got=got)


def _float_target(got: str) -> Cause:
    made = trial("float_target") if got == "long" else None
    return cause("type_mask", "loss = criterion(out, mask)", "loss = criterion(out, mask.float())", made, got=got)


def _argument(above: str) -> str:
    """Whose type is meant, by the call that the traceback ends in: a layer's weight, or a loss's target."""
    calls = [(above.rfind(name), argument) for name, argument in _CALLS.items()]
    at, argument = max(calls)
    return argument if at >= 0 else ""


def _scalar(need: str, got: str, argument: str, above: str = "") -> tuple[Cause, ...]:
    """ "expected scalar type A but found B": which of the two is the layer depends on the operation."""
    if HALF & {need, got}:
        return (_half(got, need),)
    if "double" in (need, got):
        return () if "cross_entropy" in above else (_double(),)  # there it is the weights of the classes
    if argument == "target" or (need == "long" and got in ("byte", "int", "short", "bool", "char")):
        return (_long(got),) if need == "long" else (_float_target(got),)
    if (need, got) == ("long", "float"):
        whole = cause("type_whole", "out = net(x)", "out = net(x.float())", got=need)
        return (whole,) if argument in ("weight", "mat2", "bias") else (_long(got), whole)
    if need == "float" and got in WHOLE | BYTES:
        image = cause("type_whole", "out = net(x)", "out = net(x.float())", got=got)
        return (image, _float_target(got))
    return ()


def _missing(function: str, got: str) -> tuple[Cause, ...]:
    """ "…" not implemented for a type: integers in a loss, half precision on the CPU."""
    if "_amp_" in function:
        return (cause("half_scaler", "net = net.half()", "net = net.float()  # autocast does the rest"),)
    if got in HALF and "cuda" in function:
        return ()
    if got in HALF:
        return (cause("half_cpu", "net = net.half()", "net = net.float()", got=got),)
    if function.endswith("_index") or "2d_index" in function:
        return (_long(got),)
    if function.startswith(LOSSES):
        return (
            cause("loss_labels", "loss = criterion(out.argmax(1), mask)", "loss = criterion(out, mask)"),
            cause("loss_swapped", "loss = criterion(mask, out)", "loss = criterion(out, mask)"),
        )
    if function.startswith(("mse", "binary_cross", "bce", "l1", "smooth")):
        return ()  # the loss, not a layer, got whole numbers
    if got in WHOLE | BYTES and function.startswith(_OF_FLOATS):
        return (cause("type_whole", "out = net(x)", "out = net(x.float())", got=got), _float_target(got))
    return ()


def _others(kind: str, got: str, need: str) -> tuple[Cause, ...]:
    if kind == "onnx":
        lines = 'session.run(None, {"image": x})', 'session.run(None, {"image": x.astype(np.float32)})'
        return (cause("type_onnx", *lines, got=got),) if need == "float" else ()
    if kind == "numpy":
        ragged = got in ("object_", "object")
        if ragged:
            return (
                cause(
                    "numpy_ragged",
                    "torch.from_numpy(np.array(masks, dtype=object))",
                    "[torch.from_numpy(mask) for mask in masks]",
                ),
            )
        return (cause("numpy_type", "torch.from_numpy(array)", "torch.from_numpy(array.astype(np.float32))", got=got),)
    made = {
        "norm": (_double(), _half("half", "float")),
        "stride": (cause("numpy_stride", "torch.from_numpy(array)", "torch.from_numpy(array.copy())"),),
        "grad": (cause("numpy_grad", "out.numpy()", "out.detach().cpu().numpy()"),),
        "brain": (cause("numpy_brain", "out.numpy()", "out.float().numpy()"),),
        "autocast": (
            cause("half_bce", "criterion = nn.BCELoss()", "criterion = nn.BCEWithLogitsLoss()", trial("probability")),
        ),
        "unscale": (cause("half_scaler", "net = net.half()", "net = net.float()  # autocast does the rest"),),
    }
    return made[kind]


FAMILY = Family("dtype", WORDINGS, _explain)
