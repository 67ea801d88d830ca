"""The clinic on the screen."""
