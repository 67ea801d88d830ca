"""The clinic: errors, masks, predictions, logs and checkpoints that visitors bring, read without torch."""
