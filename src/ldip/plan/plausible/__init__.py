"""Warnings of plausibility from the plan's files alone: never errors, each with its place, value, customary value and source."""
