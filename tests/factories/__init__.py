"""Make people and things for tests through the services; one module a feature."""
