"""The door that stored commands name: python -m unet_demo.core.evaluate; the work is in training/evaluate.py."""

from unet_demo.core.training.evaluate import main

if __name__ == "__main__":
    raise SystemExit(main())
