"""The engine: declared steps, compiled once, run over blocks of rows. It knows no word of the domain."""
