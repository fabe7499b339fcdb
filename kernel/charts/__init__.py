"""Charts as SVG, without scripts, styles or fonts of their own, for pages and for paper."""
