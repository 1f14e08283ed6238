"""All municipalities in one call: settlement of the income system and a laboratory for reforms."""

from ldip.national.equalisation import Municipalities, Rules, outcome, rules_of, settle
from ldip.national.laboratory import Reform, compare

__all__ = ["Municipalities", "Reform", "Rules", "compare", "outcome", "rules_of", "settle"]
