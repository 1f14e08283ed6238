"""Derived figures, as estimates return them. The class is in the pack, which derives two figures of its own."""

from ldip.pack.derivation import KINDS as KINDS
from ldip.pack.derivation import Derivation as Derivation
