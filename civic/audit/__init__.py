"""Write down what was done: append-only, each entry chained to the one before."""
