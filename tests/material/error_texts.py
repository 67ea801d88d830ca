"""Errors as they are pasted, by family and version, each with the cause that is behind it. (Over 250 lines: a table.)

Written down from what torch 1.4 to 2.13, NumPy, Keras, TensorFlow and ONNX Runtime say; sizes are our own.
"""

from __future__ import annotations

_EXCEPT = "Sizes of tensors must match except in dimension"
_IN_LIST = "in the list."
_CHANNELS = "channels instead"
_NAN_OR = "Input X contains NaN."

KNOWN: tuple[tuple[str, str], ...] = (
    # joins, torch 1.10 to 2.13
    (f"RuntimeError: {_EXCEPT} 1. Expected size 91 but got size 90 for tensor number 1 {_IN_LIST}", "cat_odd"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 22 but got size 23 for tensor number 1 {_IN_LIST}", "cat_odd"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 64 but got size 63 for tensor number 1 "
     f"{_IN_LIST}", "cat_output_padding"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 75 but got size 76 for tensor number 1 {_IN_LIST}", "cat_rounded"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 136 but got size 104 for tensor number 1 {_IN_LIST}", "cat_crop"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 280 but got size 200 for tensor number 1 {_IN_LIST}", "cat_crop"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 128 but got size 32 for tensor number 1 {_IN_LIST}", "cat_level"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 28 but got size 56 for tensor number 1 {_IN_LIST}", "cat_level"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 100 but got size 97 for tensor number 1 {_IN_LIST}", "cat_odd_deep"),
    (f"RuntimeError: {_EXCEPT} 1. Expected size 77 but got size 52 for tensor number 1 {_IN_LIST}", "cat_gap"),
    (f"RuntimeError: {_EXCEPT} 0. Expected size 128 but got size 64 for tensor number 1 {_IN_LIST}", "cat_forgot_dim"),
    (f"RuntimeError: {_EXCEPT} 0. Expected size 64 but got size 96 for tensor number 1 {_IN_LIST}", "cat_forgot_dim"),
    (f"RuntimeError: {_EXCEPT} 0. Expected size 33 but got size 32 for tensor number 1 {_IN_LIST}", "cat_odd"),
    (f"RuntimeError: {_EXCEPT} 2. Expected size 64 but got size 128 for tensor number 1 {_IN_LIST}", "cat_wrong_dim"),
    (f"RuntimeError: {_EXCEPT} 3. Expected size 256 but got size 128 for tensor number 1 {_IN_LIST}", "cat_wrong_dim"),
    (f"{_EXCEPT} 1. Expected 45 in dimension 2 but got 44 for tensor number 1 in the list", "cat_odd"),
    (f"{_EXCEPT} 1. Expected 8 in dimension 0 but got 5 for tensor number 1 in the list", "batch_differs"),
    # joins, torch 1.4 to 1.9
    (f"RuntimeError: {_EXCEPT} 1. Got 45 and 44 in dimension 2 (The offending index is 1)", "cat_odd"),
    (f"RuntimeError: invalid argument 0: {_EXCEPT} 1. Got 30 and 31 in dimension 3 at "
     "/pytorch/aten/src/TH/generic/THTensor.cpp:612", "cat_odd"),
    (f"RuntimeError: {_EXCEPT} 1. Got 16 and 4 in dimension 0", "batch_differs"),
    (f"RuntimeError: {_EXCEPT} 3. Got 80 and 79 (The offending index is 0)", "cat_output_padding"),
    (f"RuntimeError: {_EXCEPT} 2. Got 568 and 392 (The offending index is 0)", "cat_crop"),
    (f"RuntimeError: invalid argument 0: {_EXCEPT} 0. Got 480 and 500 in dimension 3", "collate_sizes"),
    (f"RuntimeError: invalid argument 0: {_EXCEPT} 0. Got 3 and 1 in dimension 1", "collate_colours"),
    ("RuntimeError: Tensors must have same number of dimensions: got 3 and 4", "cat_ranks"),
    ("RuntimeError: invalid argument 0: Tensors must have same number of dimensions: got 4 and 2", "cat_ranks"),
    ("RuntimeError: Number of dimensions of tensors must match.  Expected 4-D tensors, but got 3-D for tensor "
     "number 1 in "
     "the list", "cat_ranks"),
    ("IndexError: Dimension out of range (expected to be in range of [-4, 3], but got -5)", "dim_range"),
    ("IndexError: Dimension out of range (expected to be in range of [-3, 2], but got 3)", "rank_batch"),
    ("IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)", "dim_lost"),
    ("TypeError: cat(): argument 'dim' (position 2) must be int, not Tensor", "cat_signature"),
    ("TypeError: cat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor", "cat_signature"),
    ("TypeError: cat() received an invalid combination of arguments - got (Tensor, Tensor, dim=int), but "
     "expected one of:",
     "cat_signature"),
    ("TypeError: concat(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor", "cat_signature"),
    ("TypeError: expected Tensor as element 0 in argument 0, but got list", "cat_nested"),
    ("TypeError: expected Tensor as element 1 in argument 0, but got NoneType", "cat_none"),
    ("TypeError: expected Tensor as element 1 in argument 0, but got numpy.ndarray", "numpy_tensor"),
    ("RuntimeError: torch.cat(): expected a non-empty list of Tensors", "cat_empty"),
    ("RuntimeError: expected a non-empty list of Tensors", "cat_empty"),
    # joins elsewhere
    ("ValueError: all the input array dimensions except for the concatenation axis must match exactly, but "
     "along dimension "
     "2, the array at index 0 has size 45 and the array at index 1 has size 44", "cat_odd"),
    ("ValueError: all the input array dimensions for the concatenation axis must match exactly, but along "
     "dimension 1, the "
     "array at index 0 has size 388 and the array at index 1 has size 572", "cat_crop"),
    ("ValueError: all the input array dimensions except for the concatenation axis must match exactly", "numpy_axis"),
    ("ValueError: all the input arrays must have same number of dimensions, but the array at index 0 has 3 "
     "dimension(s) and "
     "the array at index 1 has 2 dimension(s)", "cat_ranks"),
    ("numpy.exceptions.AxisError: axis 4 is out of bounds for array of dimension 4", "dim_range"),
    ("ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
     "Received: "
     "input_shape=[(None, 45, 60, 64), (None, 44, 60, 64)]", "cat_odd"),
    ("ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concat axis. Got "
     "inputs shapes: "
     "[(None, 14, 14, 512), (None, 28, 28, 256)]", "cat_level"),
    ("ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
     "Received: "
     "input_shape=[(None, 64, 64, 64), (None, 56, 56, 64)]", "cat_crop"),
    ("InvalidArgumentError: ConcatOp : Dimension 1 in both shapes must be equal: shape[0] = [4,38,50,64] vs. "
     "shape[1] = "
     "[4,37,50,64] [Op:ConcatV2] name: concat", "cat_rounded"),
    ("InvalidArgumentError: ConcatOp : Dimensions of inputs should match: shape[0] = [1,31,31,64] vs. shape[1] = "
     "[1,30,30,64]", "cat_odd"),
    ("ValueError: Dimension 1 in both shapes must be equal, but are 25 and 24. Shapes are [?,25,25] and [?,24,24].",
     "cat_odd"),
    ("onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : "
     "Non-zero "
     "status code returned while running Concat node. Name:'/cat_2' Status Message: concat.cc:161 "
     "PrepareForCompute Non "
     "concat axis dimensions must match: Axis 2 has mismatched dimensions of 62 and 63", "cat_fixed"),
    ('ValueError: "concat" mode can only merge layers with matching output shapes except for the concat axis. Layer '
     "shapes: [(None, 96, 96, 512), (None, 95, 96, 512)]", "cat_rounded"),
    ("ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concatenation axis. "
     "Received: input_shape=[(None, 512, 21, 21), (None, 256, 20, 20)]", "cat_odd"),
    ("ValueError: A `Concatenate` layer requires inputs with matching shapes except for the concat axis. Got inputs "
     "shapes: [(None, 256, 256, 256, 24), (None, 48, 256, 256, 480)]", "cat_gap"),
    # added
    ("RuntimeError: The size of tensor a (256) must match the size of tensor b (128) at non-singleton dimension 1",
     "add_channels"),
    ("RuntimeError: The size of tensor a (484) must match the size of tensor b (668) at non-singleton dimension 2",
     "add_unpadded"),
    ("RuntimeError: The size of tensor a (128) must match the size of tensor b (512) at non-singleton dimension 3",
     "add_scale"),
    ("RuntimeError: The size of tensor a (45) must match the size of tensor b (44) at non-singleton dimension "
     "3", "cat_odd"),
    ("RuntimeError: The size of tensor a (4) must match the size of tensor b (3) at non-singleton dimension 0",
     "norm_alpha"),
    ("RuntimeError: output with shape [1, 224, 224] doesn't match the broadcast shape [3, 224, 224]", "norm_grey"),
    ("ValueError: operands could not be broadcast together with shapes (388,388) (572,572)", "add_unpadded"),
    ("ValueError: operands could not be broadcast together with shapes (256,256,4) (3,)", "norm_alpha"),
    ("ValueError: operands could not be broadcast together with shapes (256,256,3) (256,256)", "add_axis"),
    ("ValueError: Operands could not be broadcast together with shapes (32, 32, 128) (32, 32, 64)", "add_channels"),
    ("InvalidArgumentError: Incompatible shapes: [4,64,64,1] vs. [4,128,128,1] [[node "
     "gradient_tape/mul]]", "add_scale"),
    # channels
    (f"RuntimeError: Given groups=1, weight of size [32, 3, 3, 3], expected input[4, 1, 96, 96] to have 3 "
     f"channels, but got 1 "
     f"{_CHANNELS}", "first_grey"),
    (f"RuntimeError: Given groups=1, weight of size 64 1 3 3, expected input[2, 3, 128, 128] to have 1 "
     f"channels, but got 3 "
     f"{_CHANNELS}", "first_colour"),
    (f"RuntimeError: Given groups=1, weight of size [64, 3, 7, 7], expected input[1, 4, 224, 224] to have 3 "
     f"channels, but got "
     f"4 {_CHANNELS}", "first_alpha"),
    (f"RuntimeError: Given groups=1, weight of size [64, 1, 3, 3], expected input[1, 2, 64, 64] to have 1 "
     f"channels, but got 2 "
     f"{_CHANNELS}", "first_alpha"),
    (f"RuntimeError: Given groups=1, weight of size [16, 3, 3, 3], expected input[8, 13, 64, 64] to have 3 "
     f"channels, but got "
     f"13 {_CHANNELS}", "first_layer"),
    (f"RuntimeError: Given groups=1, weight of size [64, 3, 7, 7], expected input[8, 224, 224, 3] to have 3 "
     f"channels, but got "
     f"224 {_CHANNELS}", "channels_last"),
    (f"RuntimeError: Given groups=1, weight of size 64 3 7 7, expected input[1, 300, 400, 3] to have 3 "
     f"channels, but got 300 "
     f"{_CHANNELS}", "channels_last"),
    (f"RuntimeError: Given groups=1, weight of size [16, 1, 3, 3, 3], expected input[1, 32, 64, 64, 1] to have "
     f"1 channels, "
     f"but got 32 {_CHANNELS}", "channels_last"),
    (f"RuntimeError: Given groups=1, weight of size [8, 1, 3, 3, 3], expected input[1, 2, 16, 64, 64] to have 1 "
     f"channels, but got 2 {_CHANNELS}", "rank_channels"),
    (f"RuntimeError: Given transposed=1, weight of size [512, 256, 2, 2], expected input[4, 256, 16, 16] to "
     f"have 512 channels, "
     f"but got 256 {_CHANNELS}", "transposed_in"),
    (f"RuntimeError: Given transposed=1, weight of size [256, 512, 2, 2], expected input[4, 512, 16, 16] to "
     f"have 256 channels, "
     f"but got 512 {_CHANNELS}", "transposed_swapped"),
    (f"RuntimeError: Given groups=1, weight of size [256, 512, 3, 3], expected input[4, 256, 32, 32] to have "
     f"512 channels, but "
     f"got 256 {_CHANNELS}", "conv_forgot_cat"),
    (f"RuntimeError: Given groups=1, weight of size [64, 128, 3, 3], expected input[1, 64, 512, 256] to have "
     f"128 channels, but "
     f"got 64 {_CHANNELS}", "rank_batch_join"),
    (f"RuntimeError: Given groups=1, weight of size [64, 128, 3, 3], expected input[4, 64, 128, 256] to have "
     f"128 channels, but "
     f"got 64 {_CHANNELS}", "conv_wrong_dim"),
    (f"RuntimeError: Given groups=1, weight of size [128, 128, 3, 3], expected input[2, 256, 64, 64] to have "
     f"128 channels, but "
     f"got 256 {_CHANNELS}", "conv_not_widened"),
    (f"RuntimeError: Given groups=1, weight of size [512, 1024, 3, 3], expected input[1, 768, 28, 28] to have "
     f"1024 channels, "
     f"but got 768 {_CHANNELS}", "conv_sum"),
    (f"RuntimeError: Given groups=1, weight of size [128, 64, 3, 3], expected input[1, 3, 256, 256] to have 64 "
     f"channels, but "
     f"got 3 {_CHANNELS}", "conv_picture"),
    ("RuntimeError: running_mean should contain 128 elements not 64", "norm_channels"),
    ("RuntimeError: mat1 and mat2 shapes cannot be multiplied (8x25088 and 4096x10)", "linear_in"),
    ("RuntimeError: size mismatch, m1: [1 x 2048], m2: [512 x 10] at /pytorch/aten/src/TH/generic/THTensorMath.cpp:41",
     "linear_in"),
    ('ValueError: Input 0 of layer "conv2d" is incompatible with the layer: expected axis -1 of input shape to '
     'have value 3, '
     "but received input with shape (None, 128, 128, 1)", "first_grey"),
    ('ValueError: Input 0 of layer "conv2d_4" is incompatible with the layer: expected axis -1 of input shape '
     'to have value 3, '
     "but received input with shape [None, 3, 128, 128]", "keras_channels_first"),
    ('ValueError: Input 0 of layer "model" is incompatible with the layer: expected shape=(None, 256, 256, 3), found '
     "shape=(None, 256, 256, 4)", "first_alpha"),
    ('ValueError: Input 0 of layer "functional" is incompatible with the layer: expected shape=(None, 256, 256, '
     '3), found '
     "shape=(256, 256, 3)", "rank_batch"),
    ('ValueError: Input 0 of layer "functional" is incompatible with the layer: expected shape=(None, 256, 256, '
     '3), found '
     "shape=(None, 300, 300, 3)", "fixed_size"),
    ("InvalidArgument: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got invalid dimensions for input: image for "
     "the following "
     "indices index: 2 Got: 250 Expected: 256 Please fix either the inputs/outputs or the model.", "fixed_size"),
    ("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Got invalid dimensions for input: x for the following indices "
     "index: 0 Got: "
     "4 Expected: 1 Please fix either the inputs/outputs or the model.", "fixed_batch"),
    # axes
    ("RuntimeError: Expected 4-dimensional input for 4-dimensional weight [64, 3, 3, 3], but got 3-dimensional "
     "input of size "
     "[3, 256, 256] instead", "rank_batch"),
    ("RuntimeError: Expected 4-dimensional input for 4-dimensional weight 64 3 7 7, but got 3-dimensional input "
     "of size [3, "
     "224, 224] instead", "rank_batch"),
    ("RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [128, "
     "128]", "rank_two"),
    ("RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [4, 1, 3, 96, 96]",
     "rank_extra"),
    ("RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [1, 8, 3, 64, 64]",
     "rank_extra"),
    ("RuntimeError: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [2, 1, 32, 64, 64]",
     "rank_volume"),
    ("RuntimeError: Expected 4D (unbatched) or 5D (batched) input to conv3d, but got input of size: [64, 64, "
     "64]", "rank_two"),
    ("ValueError: expected 4D input (got 3D input)", "rank_batch"),
    ("NotImplementedError: Got 3D input, but bilinear mode needs 4D input", "rank_batch"),
    ("RuntimeError: non-empty 3D or 4D (batch mode) tensor expected for input", "rank_batch"),
    ('ValueError: Input 0 of layer "conv2d" is incompatible with the layer: expected min_ndim=4, found ndim=3. '
     'Full shape '
     "received: (96, 96, 3)", "rank_batch"),
    ("InvalidArgument: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Invalid rank for input: image Got: 3 "
     "Expected: 4 Please fix "
     "either the inputs/outputs or the model.", "rank_batch"),
    # too small
    ("RuntimeError: Calculated padded input size per channel: (1 x 1). Kernel size: (3 x 3). Kernel size can't "
     "be greater than "
     "actual input size", "small_window"),
    ("RuntimeError: Given input size: (512x1x1). Calculated output size: (512x0x0). Output size is too "
     "small", "small_pool"),
    ("RuntimeError: Argument #4: Padding size should be less than the corresponding input dimension, but got: "
     "padding (1, 1) "
     "at dimension 3 of input [1, 64, 1, 1]", "small_pool"),
    ("ValueError: Negative dimension size caused by subtracting 3 from 2 for '{{node conv2d/Conv2D}}'", "small_window"),
    ("ValueError: Expected more than 1 value per channel when training, got input size torch.Size([1, 512, 1, 1])",
     "norm_one"),
    ("ValueError: Expected more than 1 value per channel when training, got input size [1, 256, 1, 1]", "norm_one"),
    ("ValueError: Expected more than 1 spatial element when training, got input size torch.Size([1, 512, 1, 1])",
     "small_pool"),
    # batches
    ("RuntimeError: stack expects each tensor to be equal size, but got [3, 480, 640] at entry 0 and [3, 375, "
     "500] at entry 1",
     "collate_sizes"),
    ("RuntimeError: stack expects each tensor to be equal size, but got [3, 256, 256] at entry 0 and [1, 256, "
     "256] at entry 3",
     "collate_colours"),
    ("RuntimeError: stack expects each tensor to be equal size, but got [1, 64, 64] at entry 0 and [64, 64] at entry 1",
     "collate_ranks"),
    ("RuntimeError: Trying to resize storage that is not resizable", "collate_sizes"),
    ("ValueError: setting an array element with a sequence. The requested array has an inhomogeneous shape "
     "after 1 dimensions. "
     "The detected shape was (12,) + inhomogeneous part.", "collate_sizes"),
    ("ValueError: all input arrays must have the same shape", "collate_sizes"),
    ("InvalidArgumentError: Cannot batch tensors with different shapes in component 0. First element had shape "
     "[300,400,3] and "
     "element 1 had shape [320,400,3].", "collate_sizes"),
    ("TypeError: default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found <class "
     "'PIL.Image.Image'>", "collate_pil"),
    ("TypeError: default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found "
     "<class 'NoneType'>",
     "collate_none"),
    # masks in a loss
    ("ValueError: Target size (torch.Size([8, 128, 128])) must be the same as input size (torch.Size([8, 1, "
     "128, 128]))",
     "target_axis"),
    ("ValueError: Target size (torch.Size([8, 1, 128, 128])) must be the same as input size (torch.Size([8, "
     "128, 128]))",
     "output_axis"),
    ("ValueError: Target size (torch.Size([2, 1, 572, 572])) must be the same as input size (torch.Size([2, 1, "
     "388, 388]))",
     "add_unpadded"),
    ("ValueError: Target size (torch.Size([4, 1, 64, 64])) must be the same as input size (torch.Size([4, 5, 64, 64]))",
     "target_classes"),
    ("ValueError: Target size (torch.Size([4, 64, 64])) must be the same as input size (torch.Size([4, 12, 64, 64]))",
     "target_classes"),
    ("ValueError: Target size (torch.Size([4, 3, 64, 64])) must be the same as input size (torch.Size([4, 1, 64, 64]))",
     "target_colour"),
    ("ValueError: Target size (torch.Size([4, 64, 64, 1])) must be the same as input size (torch.Size([4, 1, 64, 64]))",
     "target_last"),
    ("ValueError: Using a target size (torch.Size([2, 96, 96])) that is different to the input size "
     "(torch.Size([2, 1, 96, "
     "96])) is deprecated. Please ensure they have the same size.", "target_axis"),
    ("RuntimeError: only batches of spatial targets supported (3D tensors) but got targets of dimension: "
     "4", "target_squeeze"),
    ("RuntimeError: 1only batches of spatial targets supported (non-empty 3D tensors) but got targets of size: "
     ": [4, 1, 64, "
     "64]", "target_squeeze"),
    ("RuntimeError: 1only batches of spatial targets supported (3D tensors) but got targets of size: : [4, 64, 64, 3]",
     "target_colour"),
    ("RuntimeError: input and target batch or spatial sizes don't match: target [2, 572, 572], input [2, 2, "
     "388, 388] at "
     "/pytorch/aten/src/THNN/generic/SpatialClassNLLCriterion.c:59", "add_unpadded"),
    ("RuntimeError: size mismatch (got input: [2, 3, 64, 64] , target: [2, 128, 128]", "add_scale"),
    ("RuntimeError: Expected target size [2, 64, 64, 64], got [2, 1, 64, 64, 64]", "target_squeeze"),
    ("RuntimeError: 0D or 1D target tensor expected, multi-target not supported", "target_squeeze"),
    ("RuntimeError: Expected floating point type for target with class probabilities, got Long", "target_one_hot"),
    ("ValueError: Expected input batch_size (4) to match target batch_size (16).", "target_batch"),
    # ranges
    ("IndexError: Target 2 is out of bounds.", "label_count"),
    ("IndexError: Target 255 is out of bounds.", "label_255"),
    ("IndexError: Target 1 is out of bounds.", "label_one_channel"),
    ("IndexError: Target -1 is out of bounds.", "label_ignored"),
    ("IndexError: Target 128 is out of bounds.", "label_grey"),
    ("InvalidArgumentError: Received a label value of 3 which is outside the valid range of [0, 3).  Label "
     "values: 0 1 3",
     "label_count"),
    ("../aten/src/ATen/native/cuda/NLLLoss2d.cu:103: nll_loss2d_forward_kernel: block: [2,0,0], thread: "
     "[32,0,0] Assertion `t "
     ">= 0 && t < n_classes` failed.\nRuntimeError: CUDA error: device-side assert triggered", "label_assert"),
    ("/pytorch/aten/src/THCUNN/SpatialClassNLLCriterion.cu:106: Assertion `t >= 0 && t < n_classes` "
     "failed.", "label_assert"),
    ("RuntimeError: Assertion `cur_target >= 0 && cur_target < n_classes' failed.  at "
     "/pytorch/aten/src/THNN/generic/ClassNLLCriterion.c:97", "label_assert"),
    ("RuntimeError: all elements of input should be between 0 and 1", "bce_logits"),
    ("RuntimeError: all elements of target should be between 0 and 1", "mask_255"),
    ("../aten/src/ATen/native/cuda/Loss.cu:115: operator(): block: [0,0,0], thread: [1,0,0] Assertion "
     "`input_val >= zero && "
     "input_val <= one` failed.\nRuntimeError: CUDA error: device-side assert triggered", "bce_logits"),
    ("../aten/src/ATen/native/cuda/Loss.cu:96: Assertion `target_val >= zero && target_val <= one` "
     "failed.", "mask_255"),
    ("RuntimeError: Assertion `x >= 0. && x <= 1.' failed. input value should be between 0~1, but got -0.227 at "
     "/pytorch/aten/src/THNN/generic/BCECriterion.c:62", "bce_logits"),
    ("RuntimeError: CUDA error: device-side assert triggered\nCUDA kernel errors might be asynchronously "
     "reported at some "
     "other API call", "assert_unknown"),
    # types
    ("RuntimeError: Input type (double) and bias type (float) should be the same", "type_double"),
    ("RuntimeError: Input type (torch.DoubleTensor) and weight type (torch.FloatTensor) should be the "
     "same", "type_double"),
    ("RuntimeError: Input type (torch.cuda.ByteTensor) and weight type (torch.cuda.FloatTensor) should be the same",
     "type_bytes"),
    ("RuntimeError: Input type (unsigned char) and bias type (float) should be the same", "type_bytes"),
    ("RuntimeError: Input type (long long) and bias type (float) should be the same", "type_whole"),
    ("RuntimeError: Input type (c10::Half) and bias type (float) should be the same", "half"),
    ("RuntimeError: Input type (torch.cuda.FloatTensor) and weight type (torch.cuda.HalfTensor) should be the "
     "same", "half"),
    ("RuntimeError: Input type (CUDABFloat16Type) and weight type (torch.cuda.FloatTensor) should be the same", "half"),
    ("RuntimeError: expected scalar type Long but found Byte", "type_label"),
    ("RuntimeError: expected scalar type Long but found Int", "type_label"),
    ("RuntimeError: expected scalar type Long but found Float", "type_label"),
    ("RuntimeError: Expected object of scalar type Long but got scalar type Float for argument #2 'target' in call to "
     "_thnn_nll_loss2d_forward", "type_label"),
    ("RuntimeError: Expected object of scalar type Float but got scalar type Double for argument #2 'weight' in "
     "call to "
     "_thnn_conv2d_forward", "type_double"),
    ("RuntimeError: expected scalar type Float but found Double", "type_double"),
    ("RuntimeError: expected scalar type Double but found Float", "type_double"),
    ("RuntimeError: expected scalar type Half but found Float", "half"),
    ("RuntimeError: expected scalar type BFloat16 but found Float", "half"),
    ("RuntimeError: expected target dtype to be Long or Byte, but got Float", "type_label"),
    ("RuntimeError: mat1 and mat2 must have the same dtype, but got Double and Float", "type_double"),
    ("RuntimeError: Found dtype Long but expected Float", "type_mask"),
    ("RuntimeError: result type Float can't be cast to the desired output type Long", "type_mask"),
    ("RuntimeError: \"nll_loss2d_forward_out_frame\" not implemented for 'Long'", "loss_labels"),
    ("RuntimeError: \"nll_loss_forward_reduce_cuda_kernel_2d_index\" not implemented for 'Int'", "type_label"),
    ("RuntimeError: \"log_softmax_lastdim_kernel_impl\" not implemented for 'Long'", "loss_labels"),
    ("RuntimeError: \"slow_conv2d_cpu\" not implemented for 'Half'", "half_cpu"),
    ("RuntimeError: \"upsample_bilinear2d_out_frame\" not implemented for 'Byte'", "type_whole"),
    ("TypeError: can't convert np.ndarray of type numpy.uint16. The only supported types are: float64, float32, "
     "float16, int64, "
     "int32, int16, int8, uint8, and bool.", "numpy_type"),
    ("TypeError: can't convert np.ndarray of type numpy.object_. The only supported types are: float64, float32.",
     "numpy_ragged"),
    ("ValueError: At least one stride in the given numpy array is negative, and tensors with negative strides are not "
     "currently supported.", "numpy_stride"),
    ("RuntimeError: Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() "
     "instead.", "numpy_grad"),
    ("TypeError: Got unsupported ScalarType BFloat16", "numpy_brain"),
    ("RuntimeError: torch.nn.functional.binary_cross_entropy and torch.nn.BCELoss are unsafe to autocast.", "half_bce"),
    ("ValueError: Attempting to unscale FP16 gradients.", "half_scaler"),
    ("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Unexpected input data type. Actual: (tensor(double)) , expected: "
     "(tensor(float))", "type_onnx"),
    # devices
    ("RuntimeError: Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the "
     "same", "device_net"),
    ("RuntimeError: Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same "
     "or input should "
     "be a MKLDNN tensor and weight is a dense tensor", "device_input"),
    ("RuntimeError: Input type (MPSFloatType) and weight type (torch.FloatTensor) should be the same", "device_net"),
    ("RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and "
     "cpu! (when "
     "checking argument for argument target in method wrapper_CUDA_nll_loss2d_forward)", "device_target"),
    ("RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! "
     "(when checking argument for argument weight in method wrapper__cudnn_convolution)", "device_net"),
    ("RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu! "
     "(when checking argument for argument mat1 in method wrapper_CUDA_addmm)", "device_input"),
    ("RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cpu and cuda:0! "
     "(when checking argument for argument mat1 in method wrapper_CUDA_addmm)", "device_net"),
    ("RuntimeError: Expected all tensors to be on the same device, but got mat1 is on cuda:0, different from other "
     "tensors on cpu (when checking argument in method wrapper_CUDA_addmm)", "device_net"),
    ("RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cuda:1! "
     "(when checking argument for argument weight in method wrapper_CUDA__cudnn_convolution)", "device_two"),
    ("RuntimeError: Expected all tensors to be on the same device, but found at least two devices, cuda:0 and cpu!",
     "device_two"),
    ("RuntimeError: Expected all tensors to be on the same device, but got target is on cpu, different from "
     "other tensors on "
     "cuda:0 (when checking argument in method wrapper_CUDA_nll_loss2d_forward)", "device_target"),
    ("RuntimeError: Expected object of backend CUDA but got backend CPU for argument #2 'target'", "device_target"),
    ("RuntimeError: Expected object of device type cuda but got device type cpu for argument #2 'target' in call to "
     "_thnn_nll_loss2d_forward", "device_target"),
    ("TypeError: can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host "
     "memory first.",
     "device_numpy"),
    ("RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. "
     "If you are "
     "running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu')", "device_load"),
    ("AssertionError: Torch not compiled with CUDA enabled", "device_none"),
    ("RuntimeError: Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU", "device_none"),
    ("RuntimeError: indices should be either on cpu or on the same device as the indexed tensor (cpu)", "device_index"),
    ("RuntimeError: module must have its parameters and buffers on device cuda:0 (device_ids[0]) but found one "
     "of them on "
     "device: cpu", "device_parallel"),
    # outputs
    ("AttributeError: 'list' object has no attribute 'size'", "outputs_list"),
    ("AttributeError: 'tuple' object has no attribute 'sigmoid'", "outputs_list"),
    ("AttributeError: 'list' object has no attribute 'to'", "outputs_batch"),
    ("AttributeError: 'collections.OrderedDict' object has no attribute 'keys_'\nTypeError: "
     "cross_entropy_loss(): argument "
     "'input' (position 1) must be Tensor, not collections.OrderedDict", "outputs_dict"),
    ("TypeError: cross_entropy_loss(): argument 'input' (position 1) must be Tensor, not tuple", "outputs_list"),
    ("TypeError: conv2d() received an invalid combination of arguments - got (list, Parameter, Parameter, "
     "tuple, tuple, tuple, "
     "int), but expected one of:", "outputs_batch"),
    ("TypeError: conv2d(): argument 'input' (position 1) must be Tensor, not numpy.ndarray", "numpy_tensor"),
    ("AttributeError: 'NoneType' object has no attribute 'shape'", "outputs_unread"),
    ("AttributeError: 'NoneType' object has no attribute 'size'", "outputs_none"),
    # weights from a file
    ('RuntimeError: Error(s) in loading state_dict for UNet:\n\tMissing key(s) in state_dict: "down.0.weight", '
     '"down.0.bias". '
     '\n\tUnexpected key(s) in state_dict: "module.down.0.weight", "module.down.0.bias". ', "stored_prefix"),
    ('RuntimeError: Error(s) in loading state_dict for DataParallel:\n\tMissing key(s) in state_dict: '
     '"module.head.weight".\n\t'
     'Unexpected key(s) in state_dict: "head.weight".', "stored_lacks_prefix"),
    ('RuntimeError: Error(s) in loading state_dict for UNet:\n\tMissing key(s) in state_dict: "head.weight", '
     '"head.bias".\n\t'
     'Unexpected key(s) in state_dict: "epoch", "state_dict", "optimizer".', "stored_nested"),
    ('RuntimeError: Error(s) in loading state_dict for UNet:\n\tMissing key(s) in state_dict: '
     '"enc.weight".\n\tUnexpected '
     'key(s) in state_dict: "_orig_mod.enc.weight".', "stored_prefix"),
    ('RuntimeError: Error(s) in loading state_dict for UNet:\n\tUnexpected key(s) in state_dict: '
     '"bn.num_batches_tracked".',
     "stored_counter"),
    ('RuntimeError: Error(s) in loading state_dict for UNet:\n\tMissing key(s) in state_dict: "a.weight", '
     '"b.weight".\n\t'
     'Unexpected key(s) in state_dict: "c.0.weight", "d.1.weight".', "stored_build"),
    ("RuntimeError: Error(s) in loading state_dict for UNet:\n\tsize mismatch for head.weight: copying a param "
     "with shape "
     "torch.Size([21, 64, 1, 1]) from checkpoint, the shape in current model is torch.Size([2, 64, 1, "
     "1]).", "stored_classes"),
    ("RuntimeError: Error(s) in loading state_dict for UNet:\n\tsize mismatch for inc.0.weight: copying a param "
     "with shape "
     "torch.Size([64, 3, 3, 3]) from checkpoint, the shape in current model is torch.Size([64, 1, 3, "
     "3]).", "stored_input"),
    ("size mismatch for up1.conv.weight: copying a param with shape torch.Size([512, 1024, 3, 3]) from "
     "checkpoint, the shape in "
     "current model is torch.Size([256, 512, 3, 3]).", "stored_widths"),
    ("TypeError: Expected state_dict to be dict-like, got <class 'models.UNet'>.", "stored_whole"),
    ("_pickle.UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two "
     "options, do those "
     "steps only if you trust the source of the checkpoint.", "stored_pickled"),
    ("AttributeError: Can't get attribute 'UNet' on <module '__main__' from 'predict.py'>", "stored_class"),
    ("_pickle.UnpicklingError: invalid load key, '<'.", "stored_other"),
    ("RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory", "stored_cut"),
    ("ValueError: Layer count mismatch when loading weights from file. Model expected 23 layers, found 19 saved "
     "layers.",
     "stored_build"),
    # memory
    ("RuntimeError: CUDA out of memory. Tried to allocate 512.00 MiB (GPU 0; 7.80 GiB total capacity; 6.10 GiB already "
     "allocated)", "memory_batch"),
    ("torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB.", "memory_batch"),
    ("torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 15.77 GiB",
     "memory_batch"),
    ("RuntimeError: MPS backend out of memory (MPS allocated: 8.10 GB, other allocations: 512 MB, max allowed: "
     "9.07 GB).",
     "memory_batch"),
    ("RuntimeError: [enforce fail at alloc_cpu.cpp:114] err == 0. DefaultCPUAllocator: can't allocate memory: "
     "you tried to "
     "allocate 68719476736 bytes. Error code 12", "memory_tiles"),
    ("numpy.core._exceptions._ArrayMemoryError: Unable to allocate 14.9 GiB for an array with shape (2000, "
     "1000, 1000) and data "
     "type float64", "memory_tiles"),
    ("ResourceExhaustedError: OOM when allocating tensor with shape[16,64,512,512] and type float on "
     "device", "memory_batch"),
    ("RuntimeError: DataLoader worker (pid 4242) is killed by signal: Bus error. It is possible that "
     "dataloader's workers are "
     "out of shared memory.", "memory_shared"),
    # NaN
    ("RuntimeError: Function 'SqrtBackward0' returned nan values in its 0th output.", "nan_function"),
    ("RuntimeError: Function 'LogBackward' returned nan values in its 0th output.", "nan_function"),
    ("RuntimeError: Function 'ConvolutionBackward0' returned nan values in its 1th output.", "nan_rate"),
    (f"ValueError: {_NAN_OR}", "nan_input"),
    ("ValueError: Input contains NaN, infinity or a value too large for dtype('float32').", "nan_input"),
    ("ValueError: cannot convert float NaN to integer", "nan_input"),
    ("Epoch 3/40  step 120  train_loss: nan  dice: 0.000", "nan_rate"),
    ("epoch 12 loss=nan lr=0.01", "nan_rate"),
    # wordings that are met more rarely
    ("ValueError: `logits` and `labels` must have the same shape, received ((None, 64, 64, 1) vs (None, 128, 128, 1)).",
     "add_scale"),
    ("ValueError: Inputs have incompatible shapes. Received shapes (32, 32, 64) and (31, 32, 64)",
     "cat_output_padding"),
    ("weight of size [64, 3, 3, 3], expected input[2, 1, 64, 64] to have 3 channels, but got 1 channels", "first_grey"),
    ("RuntimeError: Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[64, 64]",
     "rank_two"),
    ("ValueError: Input and output must have the same number of spatial dimensions, but got input with "
     "spatial dimensions "
     "of [20] and output size of (40, 40).", "rank_batch"),
    ("ValueError: Computed output size would be negative. Received `inputs shape=(None, 1, 1, 64)`", "small_window"),
    ("InvalidArgumentError: Cannot add tensor to the batch: number of elements does not match. Shapes are: [tensor]: "
     "[300,400,3], [batch]: [320,400,3]", "collate_sizes"),
    ("RuntimeError: mixed dtype (CPU): all inputs must share same datatype.", "type_double"),
    ("RuntimeError: Expected all tensors to be on the same device. Expected cuda:0 device but got cpu", "device_two"),
    ("RuntimeError: Tensor for 'out' is on CPU, Tensor for argument #1 'self' is on CPU, but expected "
     "them to be on GPU",
     "device_two"),
    ("TypeError: can't convert CUDA tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.",
     "device_numpy"),
    ("RuntimeError: No CUDA GPUs are available", "device_none"),
    ('Unexpected key(s) in state_dict: "module.head.weight", "module.head.bias".', "stored_prefix"),
    ("WeightsUnpickler error: Unsupported global: GLOBAL models.UNet was not an allowed global by default.",
     "stored_pickled"),
    ("RuntimeError: CUDA error: out of memory", "memory_batch"),
    ("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Failed to allocate memory for requested buffer of size 8589934592",
     "memory_tiles"),
    ("RuntimeError: unable to write to shared memory", "memory_shared"),
    ("ValueError: Input contains infinity or a value too large for dtype('float32').", "nan_input"),
    ("Loss is nan, stopping training", "nan_rate"),
    ("torch.OutOfMemoryError: HIP out of memory. Tried to allocate 2.00 GiB.", "memory_batch"),
    ("RuntimeError: cuda runtime error (2) : out of memory at /pytorch/aten/src/THC/THCGeneral.cpp:50", "memory_batch"),
    ("_pickle.UnpicklingError: pickle data was truncated", "stored_cut"),
    ("RuntimeError: unexpected EOF, expected 1234 more bytes. The file might be corrupted.", "stored_cut"),
    ("Epoch 3, loss = nan", "nan_rate"),
    ("2026-11-30 10:00:00: train_loss nan", "nan_rate"),
    # other orders, other ways of enlarging, other axes
    ("ValueError: operands could not be broadcast together with shapes (3,224,224) (224,224,3) ", "axes_order"),
    ('RuntimeError: Error(s) in loading state_dict for UNet:\n\tsize mismatch for up1.up.weight: copying a param with '
     "shape torch.Size([1024, 512, 2, 2]) from checkpoint, the shape in current model is torch.Size([512, 512, 3, 3]).",
     "stored_up"),
    ('ValueError: Input 0 of layer "model" is incompatible with the layer: expected shape=(None, 128, 128, 3), found '
     "shape=(None, 128, 128)", "rank_grey"),
    ('ValueError: Input 0 of layer "conv2d" is incompatible with the layer: expected min_ndim=4, found ndim=3. Full '
     "shape received: (None, 160, 120)", "rank_grey"),
    ("ValueError: `logits` and `labels` must have the same shape, received ((None, 96, 96, 1) vs (None, 96, 96, 3)).",
     "target_colour"),
    ("ValueError: Shapes (None, 96, 96, 3) and (None, 96, 96, 1) are incompatible", "target_colour"),
    ("RuntimeError: 1only batches of spatial targets supported (3D tensors) but got targets of size: : [4, 3, 96, 96]",
     "target_colour"),
    ("InvalidArgumentError: input depth must be evenly divisible by filter depth: 1 vs 3", "first_grey"),
    ("RuntimeError: Given groups=1, weight[64, 3, 3, 3], so expected input[8, 1, 96, 96] to have 3 channels, but got 1 "
     f"{_CHANNELS}", "first_grey"),
    ("TypeError: cat() takes from 1 to 2 positional arguments but 3 were given", "cat_signature"),
    ("RuntimeError: Class values must be smaller than num_classes.", "label_assert"),
    ("AttributeError: 'collections.OrderedDict' object has no attribute 'size'", "outputs_dict"),
    ("RuntimeError: [enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you "
     "tried to allocate 4000000000000000 bytes. Error code 12 (Cannot allocate memory)", "memory_tiles"),
)  # fmt: skip

UNKNOWN = (
    "", "   \n\n", "x", "Sizes of tensors", "RuntimeError", "RuntimeError: ", "\x00" * 50, "\x89PNG\r\n\x1a\n\x00\x00",
    "ModuleNotFoundError: No module named 'torch'", "KeyError: 'image'", "IndexError: list index out of range",
    "ZeroDivisionError: division by zero", "ValueError: invalid literal for int() with base 10: '3.5'",
    "FileNotFoundError: [Errno 2] No such file or directory: 'masks/0001.png'",
    "AttributeError: 'list' object has no attribute 'split'", "AttributeError: 'dict' object has no attribute "
     "'iteritems'",
    "AttributeError: 'NoneType' object has no attribute "
     "'group'", "AttributeError: 'str' object has no attribute 'decode'",
    "TypeError: unsupported operand type(s) for +: 'int' and "
     "'str'", "TypeError: 'NoneType' object is not subscriptable",
    "TypeError: forward() takes 2 positional arguments but 3 were given", "NameError: name 'x' is not defined",
    "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    "ImportError: cannot import name 'Literal' from 'typing'", "RecursionError: maximum recursion depth exceeded",
    "RuntimeError: dictionary changed size during iteration", "SyntaxError: invalid syntax (net.py, line 12)",
    "RuntimeError: Trying to backward through the graph a second time", "AssertionError", "KeyboardInterrupt",
    "ValueError: too many values to unpack (expected 2)", "ValueError: not enough values to unpack (expected 4, got 3)",
    "The net is a U with skips; sizes must match where maps are joined, or else there is an error.",
    "My computer ran out of memory yesterday, and the target was out of bounds.",
    "Dear all, the input and the weight should be the same size, I expected 3 channels but got 4.",
    "SELECT size, target FROM tensors WHERE dimension = 1 AND got IN (62, 63) ORDER BY size;",
    '{"loss": 0.31, "size": [3, 64, 64], "target": [1, 2], "error": null}',
    "import torch\nx = torch.cat([a, b], dim=1)\nprint(x.shape)", "banana bandana nanometre", "loss: nanometre",
    "raise ValueError(f'Expected more than 1 value per channel when training, got input size {size}')",
    "if target.size() != input.size():\n    raise ValueError('Target size must be the same as input size')",
    "java.lang.OutOfMemoryError: Java heap space", "Segmentation fault (core dumped)", "Killed",
    "npm ERR! code ERESOLVE\nnpm ERR! ERESOLVE unable to resolve dependency "
     "tree", "error: expected ';' before '}' token",
    "RuntimeError: cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", "OSError: [Errno 28] No space left on device",
    "ValueError: Sample larger than population or is negative", "RuntimeError: CUDA error: invalid device ordinal",
)  # fmt: skip
# said in the same words, and meant otherwise: no cause
UNSURE = (
    "RuntimeError: size of the batch is fine\nAttributeError: 'dict' object has no attribute 'data'",
    "    ps = config.data.patch\nAttributeError: 'dict' object has no attribute 'data'",
    "    print(losses.mean())\nAttributeError: 'list' object has no attribute 'mean'",
    "ValueError: operands could not be broadcast together with shapes (569,) (426,) ",
    "ValueError: operands could not be broadcast together with shapes (3,2) (2,3) ",
    '  File "spawn.py", line 126, in _main\n'
    "AttributeError: Can't get attribute 'Cells' on <module '__main__' (built-in)>",
    "RuntimeError: The size of tensor a (224) must match the size of tensor b (3) at non-singleton dimension 2",
    "RuntimeError: Given groups=1, weight of size [64, 1, 3, 3], expected input[1, 16, 96, 96] to have 1 channels, "
    f"but got 16 {_CHANNELS}",
    "ValueError: Expected input batch_size (1) to match target batch_size (256).",
)
