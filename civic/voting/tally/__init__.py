"""Count votes: pure rules that return an outcome and the steps that explain it, one file a rule."""
