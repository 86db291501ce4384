"""The learning loop: verdicts become rows, a better model is promoted, labels are asked for."""
