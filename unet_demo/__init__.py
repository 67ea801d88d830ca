"""U-Net and UNet++ you can see through: numbers (core), pictures of numbers (viz) and the screen (ui)."""
