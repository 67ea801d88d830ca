"""The door that stored commands name: python -m unet_demo.core.average; the work is in training/average.py."""

from unet_demo.core.training.average import main

if __name__ == "__main__":
    raise SystemExit(main())
