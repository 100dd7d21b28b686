from nn.passes import Eager
def passes(eager, data, replay): return eager
