"""Serve pages: the request pipeline, the guard, forms, layout and components. Knows no feature."""
