"""Say what an announced result means: other rules, who paid, who won nothing, what was lacking. Pure."""
