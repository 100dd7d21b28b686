"""What the answer to the exam question on convolution prints."""

from engine import Value
from lectures.errata import value
from nn import Conv2D, Matrix, MaxPool2D

IMAGE = [[1, 3, 2, 4, 6, 4], [4, 8, 3, 1, 0, 2], [2, 1, 4, 3, 9, 1], [4, 7, 2, 3, 9, 2]]
KERNEL = [[1, 2, 1], [0, 0, 0], [-1, -2, -1]]


J = Matrix(Conv2D(1, 1, 3, bias=False, init="zeros").assign(W=[[KERNEL]])([IMAGE])[0])
K = Matrix(MaxPool2D(2)([J])[0])
O = K.map(Value.relu)
value("D25.1", "004:3044", r"$$J = \begin{bmatrix} 1 & -1 & -3 & -2 \\ 3 & 1 & -12 & -20 \end{bmatrix}$$",
    says="J is the feature map of the image.", prints="[[1, -1, -3, -2], [3, 1, -12, -20]]")(lambda: J)  # fmt: skip
value("D25.2", "004:3046", r"$$K = [3 \quad -2]$$", says="K is the largest number of each block of J.",
    prints="[3, -2]")(lambda: K[0])  # fmt: skip
value("D25.3", "004:3048", r"$$O = [3 \quad 0]$$", says="O is the ReLU of K.", prints="[3, 0]")(lambda: O[0])
