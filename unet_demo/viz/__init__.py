"""Pictures of numbers: a record in; a figure, an RGB array or a drawing as plain data out. No streamlit, no torch."""
