"""Intake of external files: bytes to sheets, sheets to typed tables. An unclear file is a question or an error, never a guess."""
