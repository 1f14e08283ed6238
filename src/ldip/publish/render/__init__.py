"""Renderers of content: terminal, csv, workbook and SVG. A renderer prints cells and computes no number."""
