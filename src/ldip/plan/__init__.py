"""The plan as a document: its schema and checks, reading and writing, edits and the levers that are laid as edits."""
