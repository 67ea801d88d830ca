"""Something else than one tensor where one is needed: a list of outputs, a whole batch, a dict, nothing."""

from __future__ import annotations

import re

from unet_demo.core.errors.records import Cause, Family, Parts, cause, wording
from unet_demo.core.errors.trials import trial

_OF_TENSORS = (
    r"size|shape|dim|ndim|sigmoid|softmax|log_softmax|argmax|view|squeeze|unsqueeze|permute|contiguous|float|detach|cpu|"
    r"numpy|requires_grad|backward|flatten|device|dtype|max|mean|numel|reshape|data|clone|new_zeros"
)
_OF_OUTPUTS = {"size", "dim", "sigmoid", "softmax", "log_softmax", "argmax", "squeeze", "unsqueeze", "contiguous"}
WORDINGS = (
    wording(
        "batch",
        "object has no attribute",
        r"'(?P<element>list|tuple|dict)' object has no attribute '(?P<attribute>to|cuda)'",
    ),
    wording(
        "attribute",
        "object has no attribute",
        r"'(?:collections\.)?(?P<element>list|tuple|dict|OrderedDict|\w{1,30}Output)' object has no "
        rf"attribute '(?P<attribute>{_OF_TENSORS})'",
    ),
    wording(
        "nothing",
        "'NoneType' object has no attribute",
        r"'NoneType' object has no attribute '(?P<attribute>size|shape|dim|"
        r"backward|sigmoid|softmax|view|permute|astype)'",
    ),
    wording(
        "loss",
        "must be Tensor, not",
        r"(?P<function>\w*(?:loss|cross_entropy|sigmoid|softmax)\w*)\(\): argument "
        r"'(?P<argument>\w{1,20})' \(position \d\) must be Tensor, not (?P<element>[\w.]{1,40})",
    ),
    wording(
        "layer",
        "must be Tensor, not",
        r"(?P<function>(?:conv|max_pool|batch_norm|linear|relu|interpolate|upsample|pad|dropout)"
        r"\w*)\(\): argument '(?P<argument>input|self)' \(position 1\) must be Tensor, not (?P<element>[\w.]{1,40})",
    ),
    wording(
        "layer",
        "received an invalid combination",
        r"(?P<function>conv\w{1,20}|linear|max_pool2d\w{0,20})\(\) received an "
        r"invalid combination of arguments - got \((?P<element>[\w.]{1,40}), Parameter",
    ),
)
_LAST = cause(
    "outputs_list",
    "loss = criterion(net(image), mask)",
    "outputs = net(image)\nloss = sum(criterion(out, mask) for out in outputs)  # in evaluation: outputs[-1]",
    trial("outputs"),
)
_UNPACK = cause(
    "outputs_batch", "for batch in loader:\n    out = net(batch)", "for image, mask in loader:\n    out = net(image)"
)


def _explain(kind: str, parts: Parts) -> tuple[Cause, ...]:
    element = parts.text("element").removeprefix("collections.")
    if parts.text("argument") == "target" or (kind == "attribute" and not _is_an_output(parts)):
        return ()
    if kind == "nothing" and re.search(r"\bgrad\b|\.find\(", parts.above):
        return ()
    if kind == "batch":
        return () if "torch.load" in parts.above else (_UNPACK,)
    if kind == "nothing":
        return _nothing(parts.text("attribute"))
    if element == "NoneType":
        return (_forgot_return(),)
    if element.endswith("ndarray"):
        return (cause("numpy_tensor", "out = net(array)", "out = net(torch.from_numpy(array).float())"),)
    if "Image" in element:
        return (cause("collate_pil", "out = net(image)", "out = net(to_tensor(image)[None])"),)
    if element in ("dict", "OrderedDict") or element.endswith("Output"):
        return (cause("outputs_dict", "out = net(image)", 'out = net(image)["out"]'),)
    if element not in ("list", "tuple"):
        return ()
    return (_UNPACK, _LAST) if kind == "layer" else (_LAST, _UNPACK)


def _is_an_output(parts: Parts) -> bool:
    """Whether what lacks an attribute can be a net's output: the attribute, or the code above, has to speak for it."""
    code = " ".join(line.strip() for line in parts.above.splitlines()[:-1])
    if parts.text("attribute") in _OF_OUTPUTS:
        return True
    return bool(re.search(r"\b(?:net|model|criterion|loss_fn|logits|preds?|outputs?|imread)\b", code))


def _forgot_return() -> Cause:
    return cause(
        "outputs_none",
        "def forward(self, x):\n    x = self.head(x)",
        "def forward(self, x):\n    x = self.head(x)\n    return x",
    )


def _nothing(attribute: str) -> tuple[Cause, ...]:
    unread = cause(
        "outputs_unread", "image = cv2.imread(path)", "image = cv2.imread(path)\nassert image is not None, path"
    )
    if attribute in ("shape", "astype"):
        return (unread, _forgot_return())
    return (_forgot_return(),)


FAMILY = Family("outputs", WORDINGS, _explain)
