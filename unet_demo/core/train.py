"""The door that stored commands name: python -m unet_demo.core.train; the work is in training/train.py."""

from unet_demo.core.training.train import main

if __name__ == "__main__":
    raise SystemExit(main())
