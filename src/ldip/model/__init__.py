"""The model put together: the stages in order and everything they declare."""
