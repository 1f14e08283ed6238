"""The engine: declared steps, compiled once and run over blocks of rows. It is independent of the domain."""
