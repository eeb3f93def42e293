"""Hold the vote: ballots, tallies, results and their reasons."""
