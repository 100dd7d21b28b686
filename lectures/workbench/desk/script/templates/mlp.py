"""An MLP and its training

A network that learns two moons: the loop that every training is made of, and the loss at each step.
"""

import random

from lectures.workbench import plot
from nn import MLP, Adam, accuracy, classifier, datasets
from nn.losses import binary_cross_entropy_from_logits

moons = datasets.moons(30, rng=random.Random(1))
model = MLP(2, 6, 1, rng=random.Random(0))
optimiser = Adam(model.parameters(), 0.05)

losses = []
for step in range(40):
    mean = binary_cross_entropy_from_logits([model(x) for x in moons.inputs], moons.targets)
    optimiser.zero_grad()
    mean.backward()
    optimiser.step()
    losses.append(mean.data)

plot(losses, title="Loss", across="step", log=True)
print("last loss", losses[-1])
print("accuracy ", accuracy(classifier(model), moons))

# One example is small enough to look at.
loss = binary_cross_entropy_from_logits([model(moons.inputs[0])], [moons.targets[0]])
