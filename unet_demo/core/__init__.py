"""Numbers. Nothing in here knows that it is looked at: no plotly, no streamlit."""
