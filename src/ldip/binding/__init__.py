"""Maps a plan and the parameters to the arrays of a run; nothing but mapping, scaling and summing happens here."""

from ldip.binding.bind import bind
from ldip.binding.bound import Binding, Origin

__all__ = ["Binding", "Origin", "bind"]
