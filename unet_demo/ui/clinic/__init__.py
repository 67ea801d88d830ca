"""The page Clinic, a section a file."""
