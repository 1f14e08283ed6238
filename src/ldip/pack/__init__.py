"""The data pack: open figures of all municipalities and the nation, shipped in the wheel and read without network."""
