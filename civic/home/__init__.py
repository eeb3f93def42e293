"""Welcome people: where the year stands, what they can do now, what became of last year's."""
