"""Running a plan: cases on the batch axis, the run they give, its verdict and its explanations."""
