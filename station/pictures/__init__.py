"""Pictures as pure functions: facts in, SVG out. Colours come by class from the theme; nothing is styled in place."""
