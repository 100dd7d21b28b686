// One frame on the drawing: texts and classes change, the geometry never does.
