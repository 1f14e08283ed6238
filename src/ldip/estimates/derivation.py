"""A figure and where it came from, as estimates give it; it stands in the pack, which derives two figures of its own."""

from ldip.pack.derivation import KINDS as KINDS
from ldip.pack.derivation import Derivation as Derivation
