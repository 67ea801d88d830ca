"""How a join that fails is worded: torch.cat by its versions, NumPy, Keras, TensorFlow, ONNX Runtime."""

from __future__ import annotations

from unet_demo.core.errors.records import wording

_SAME = "Sizes of tensors must match except in dimension"
_MUST = r"Sizes of tensors must match except in dimension "
_SHAPE = r"[\[(](?P<{}>[^\[\]()]{{1,80}})[\])]"
_TWO = _SHAPE.format("shape_first") + ", ?" + _SHAPE.format("shape_second")
WORDINGS = (
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<dim>\d+)\. Expected size (?P<first>\d+) but got size (?P<second>\d+) for tensor number "
        r"(?P<tensor>\d+)(?: in the list)?",
    ),
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<dim>\d+)\. Expected (?P<first>\d+) in dimension (?P<axis>\d+) but got (?P<second>\d+) for tensor "
        r"number (?P<tensor>\d+)(?: in the list)?",
    ),
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<dim>\d+)\. Got (?P<first>\d+) and (?P<second>\d+) in dimension (?P<axis>\d+)",
    ),
    wording(
        "cat",
        _SAME,
        _MUST + r"(?P<axis>\d+)\. Got (?P<first>\d+) and (?P<second>\d+) \(The offending index is \d+\)",
    ),
    wording(
        "ranks",
        "ensors must have same number of dimensions",
        r"[Tt]ensors must have same number of dimensions: got "
        r"(?P<axes_first>\d+) and (?P<axes_second>\d+)",
    ),
    wording(
        "ranks",
        "Number of dimensions of tensors must match",
        r"Number of dimensions of tensors must match\. Expected "
        r"(?P<axes_first>\d+)-D tensors, but got (?P<axes_second>\d+)-D",
    ),
    wording(
        "dim",
        "Dimension out of range",
        r"Dimension out of range \(expected to be in range of \[(?P<low>-?\d+), "
        r"(?P<high>-?\d+)\], but got (?P<given>-?\d+)\)",
    ),
    wording(
        "signature",
        "argument 'dim' (position 2) must be int, not Tensor",
        r"\b(?:cat|concat|concatenate)\(\): argument 'dim' \(position 2\) must be int, not Tensor",
    ),
    wording(
        "signature",
        "argument 'tensors' (position 1) must be tuple of Tensors, not Tensor",
        r"\b(?:cat|concat|concatenate|stack)\(\): argument 'tensors' \(position 1\) must be tuple of Tensors, "
        r"not Tensor",
    ),
    wording(
        "signature",
        "received an invalid combination of arguments",
        r"\b(?:cat|concat|concatenate)\(\) received an invalid combination of arguments - got \(Tensor, Tensor",
    ),
    wording(
        "signature",
        "positional arguments but",
        r"\b(?:cat|concat|concatenate)\(\) takes from 1 to 2 positional arguments but \d",
    ),
    wording("empty", "expected a non-empty list of Tensors", r"expected a non-empty list of Tensors"),
    wording(
        "nested",
        "expected Tensor as element",
        r"expected Tensor as element \d+ in argument 0, but got (?P<element>[\w.]{1,40})",
    ),
    wording(
        "numpy",
        "along dimension",
        r"all the input array dimensions (?:except )?for the concatenation axis must match "
        r"exactly, but along dimension (?P<axis>\d+), the array at index 0 has size (?P<first>\d+) and the array at "
        r"index (?P<tensor>\d+) has size (?P<second>\d+)",
    ),
    wording(
        "numpy",
        "for the concatenation axis must match exactly",
        r"all the input array dimensions except for the concatenation axis must match exactly(?!, but)",
    ),
    wording(
        "numpy_ranks",
        "all the input arrays must have same number of dimensions",
        r"all the input arrays must have same number of dimensions(?:, but the array at index 0 has "
        r"(?P<axes_first>\d+) dimension\(s\) and the array at index (?P<tensor>\d+) has (?P<axes_second>\d+))?",
    ),
    wording(
        "numpy_dim",
        "is out of bounds for array of dimension",
        r"axis (?P<given>-?\d+) is out of bounds for array of dimension (?P<axes>\d+)",
    ),
    wording(
        "keras",
        "inputs with matching shapes",
        r"[`\"']?Concatenate[`\"']? layer requires inputs with matching shapes "
        r"except for the concat(?:enation)? axis\. (?:Got inputs shapes|Received: input_shape)(?:: |=)\[" + _TWO,
    ),
    wording(
        "keras",
        "mode can only merge layers",
        r"mode can only merge layers with matching output shapes except for the concat axis\. Layer shapes: \[" + _TWO,
    ),
    wording(
        "tensorflow",
        "ConcatOp : Dimension",
        r"ConcatOp : Dimensions? (?:\d+ in both shapes must be equal|of inputs "
        r"should match): shape\[0\] = "
        + _SHAPE.format("shape_first")
        + r" vs\. shape\[\d+\] = "
        + _SHAPE.format("shape_second"),
    ),
    wording(
        "tensorflow",
        "in both shapes must be equal, but are",
        r"Dimension (?P<axis>\d+) in both shapes must be equal, but are (?P<first>\d+) and (?P<second>\d+)",
    ),
    wording(
        "onnx",
        "mismatched dimensions of",
        r"Axis (?P<axis>\d+) has mismatched dimensions of (?P<first>\d+) and "
        r"(?P<second>\d+)",
    ),
)
