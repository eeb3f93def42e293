"""Keep what must be told: a letter is written in the same transaction and delivered after it."""
