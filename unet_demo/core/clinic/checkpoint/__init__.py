"""A checkpoint or an ONNX file: its header, which U-Net it is, and whether it fits a net of this repository."""
