"""Hold the meetings that turn needs into commitments."""
