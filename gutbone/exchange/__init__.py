"""The same questions, answers and scores for other people's software."""
