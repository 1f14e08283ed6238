"""Forms with which something is added to a plan, or changed: fields with proposals, located errors, and the edits they give."""
