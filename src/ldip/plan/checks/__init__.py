"""What is wrong within a plan, one file a topic; every check yields Problems with their place."""
