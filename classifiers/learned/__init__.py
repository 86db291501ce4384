"""What is learned from labelled postings: features, one linear model, signs by likeness."""
