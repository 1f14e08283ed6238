"""Attacks: what a user, a visitor or an accident may send or do, each kind with the behaviour that is right."""
