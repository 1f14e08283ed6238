"""The plan as a workbook, out and in, and a municipality's own workbook read by a saved profile."""
