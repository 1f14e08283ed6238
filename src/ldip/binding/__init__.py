"""From a plan and parameters to the arrays a run needs: only mapping, scaling and summing."""

from ldip.binding.bind import bind
from ldip.binding.bound import Binding, Origin

__all__ = ["Binding", "Origin", "bind"]
