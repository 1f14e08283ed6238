"""How content looks: on the terminal, as csv, as a workbook, as SVG. A renderer prints cells and counts nothing."""
