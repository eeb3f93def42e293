"""Hold the small pure tools every floor uses: clock, money, dates, text, markup, tables, geo, errors."""
