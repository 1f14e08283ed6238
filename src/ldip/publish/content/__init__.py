"""The published content: frozen tables, figures and sentences of addressed cells. Their look is decided by the renderers."""
