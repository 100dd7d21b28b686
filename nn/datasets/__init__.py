"""Data to train on: the notes' tables, points and curves made up on the spot, tiny images, real digits."""

from nn.datasets.images import bars_and_crosses as bars_and_crosses
from nn.datasets.images import digits as digits
from nn.datasets.images import shifted_bars as shifted_bars
from nn.datasets.points import blobs as blobs
from nn.datasets.points import curve as curve
from nn.datasets.points import moons as moons
from nn.datasets.points import spirals as spirals
from nn.datasets.tables import houses as houses
from nn.datasets.tables import masses as masses
from nn.datasets.tables import trap as trap
from nn.datasets.tables import worth_buying as worth_buying
