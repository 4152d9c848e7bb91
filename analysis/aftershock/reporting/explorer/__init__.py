"""The explorer: pick a headline and see every market around it, drawn by a script inside the page."""
