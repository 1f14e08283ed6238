"""The store: plans, immutable versions, alternatives, locks, comments, memberships and a hash-chained audit (decision 0010)."""
