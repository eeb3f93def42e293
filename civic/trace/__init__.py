"""Tell the story of one item from sticky note to agency; reads everything, decides nothing."""
