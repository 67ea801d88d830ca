"""What the room of the clinic computes."""
