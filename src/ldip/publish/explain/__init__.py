"""Explanations as people read them: one card a number, with a sentence, a sum that closes, law and the row to change."""
