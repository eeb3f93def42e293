"""Hold what the city sets up: districts, facets, agencies, funding, rounds and their phases."""
