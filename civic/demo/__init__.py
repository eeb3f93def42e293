"""Play written scenarios through the services: the demo city, tests, measurements."""
