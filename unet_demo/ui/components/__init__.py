"""Our own small browser parts; one folder each, JavaScript and CSS in their own files, passed inline as text."""
