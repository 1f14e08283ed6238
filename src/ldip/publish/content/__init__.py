"""What is published, as frozen tables, figures and sentences of addressed cells; how they look is the renderers' business."""
