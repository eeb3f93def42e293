"""Hold citizen cafés and workshops: registration, check-in, tables and their notes."""
