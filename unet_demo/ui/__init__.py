"""The screen: with pages/ and app.py the only place that knows Streamlit. Never torch, never a figure computed."""
