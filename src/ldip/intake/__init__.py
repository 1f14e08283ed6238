"""Records of others turned into edits of a plan."""
