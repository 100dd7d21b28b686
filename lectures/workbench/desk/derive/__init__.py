"""From gradients typed for the graph on the stage to a verdict on each, hints by grade, and what cannot be read."""
