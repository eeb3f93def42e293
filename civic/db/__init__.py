"""Keep what the city writes down: engine, session, base class, column types, migrations."""
