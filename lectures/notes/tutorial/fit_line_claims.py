"""What the slides on fitting a line by gradient descent print."""

from engine import Value, gradient
from lectures.errata import formula, possibility, promise, value
from lectures.plain_text import number_text

DATA = [(2, 19.6), (4.5, 44.1), (10, 98)]
XS, YS = zip(*DATA)
SQUARES = sum(x * x for x in XS)


def loss(a, points=DATA):
    return sum((y - a * x) ** 2 for x, y in points)


def slope(a):
    a = Value(a)
    return gradient(loss(a), a)


def descend(a, rate, steps=200):
    for _ in range(steps):
        a -= rate * slope(a)
    return a


value("D01.1", "004:216", "$$a = 9.8$$", says="The slope that fits the three points best is 9.8.", prints="9.8")(
    lambda: sum(x * y for x, y in DATA) / SQUARES
)


@possibility("D01.2", "004:219", "$$y = 9.8x$$", says="The line meets all three points.")
def meets_all():
    found = ", ".join(f"9.8 · {x} = {9.8 * x:.6g} and y = {y}" for x, y in DATA)
    return all(abs(9.8 * x - y) < 1e-9 for x, y in DATA), found


@possibility("D02.1", "004:163-199", "$$a = 5?$$ ... $$a = 12?$$ ... $$a = 10?$$",
    says="Of these guesses the last has the least loss.",
    because="The slides only ask; the loss comes later (004:494).")  # fmt: skip
def last_guess():
    losses = {a: loss(a) for a in (5, 12, 10)}
    return min(losses, key=losses.get) == 10, ", ".join(f"L({a}) = {losses[a]:.6g}" for a in losses)


@promise("D04.1", "004:524", r"$$... \text{If } \mathcal{L} = 0 \text{ then } y_i = \hat{y}(x_i) \text{ for all } i$$",
    says="A loss of 0 is a perfect fit: whoever misses a point has a loss above 0.",
    because="Measured: the loss of eight slopes a other than 9.8.")  # fmt: skip
def zero_is_perfect(seed):
    a = 9.8 + (seed - 3.5)  # every a but 9.8 misses a point
    return loss(a) > 0, loss(a)


for number, at, a, printed in ((1, "004:667", 8, "402.57"), (2, "004:753", 9, "79.52"), (3, "004:823", 10, "4.97")):
    text = rf"$$\hat{{y}} = {a}x \quad \mathcal{{L}} = ... = {printed}$$"
    value(f"D05.{number}", at, text, says=f"The loss at a = {a} is {printed}.", prints=printed)(lambda a=a: loss(a))


def third_term_twice(a, points):
    (x1, y1), (x2, y2), _ = points
    return (y1 - a * x1) ** 2 + (y2 - a * x2) ** 2 + (y2 - a * x2) ** 2


@formula("D06.1", "004:592",
    r"$$... \mathcal{L} = (y_1 - a \cdot x_1)^2 + (y_2 - a \cdot x_2)^2 + (y_2 - a \cdot x_2)^2$$",
    says="The loss of the three points, written out in symbols.",
    because="The last term repeats the second point and leaves out the third: for the data at a = 8 it gives "
    f"{third_term_twice(8, DATA):.6g} in place of {loss(8):.6g}. The next slide has the right numbers.",
    severity="S3", fix=r"$(y_3 - a \cdot x_3)^2$ as the third term")  # fmt: skip
def written_out(p):
    a, points = p.real("a"), list(zip(p.vector("x", 3), p.vector("y", 3)))
    return third_term_twice(a, points), loss(a, points)


@formula("D06.2", "004:610", r"$$... (19.6 - a \cdot 2)^2 + (44.1 - a \cdot 4.5)^2 + (98 - a \cdot 10)^2$$",
    says="The loss of the three points, written out in numbers.")  # fmt: skip
def in_numbers(p):
    a = p.real("a")
    return (19.6 - a * 2) ** 2 + (44.1 - a * 4.5) ** 2 + (98 - a * 10) ** 2, loss(a)


value("D07.1", "004:966", r"$$\mathcal{L}(8) \approx 402$$", says="The loss at a = 8 is about 402.", prints="402",
    because=f"{loss(8):.2f}, which an earlier slide prints, is cut off here and not rounded.",
    severity="S3", fix=r"$\mathcal{L}(8) \approx 403$")(lambda: loss(8))  # fmt: skip
value(
    "D07.2", "004:1016", r"$$\mathcal{L}(11.5) \approx 359$$", says="The loss at a = 11.5 is about 359.", prints="359"
)(lambda: loss(11.5))
for number, at, a, printed in ((1, "004:990", 8, "-447"), (2, "004:1044", 11.5, "422")):
    text = rf"$$\frac{{\partial \mathcal{{L}}}}{{\partial a}}({a}) \approx {printed}$$"
    value(f"D08.{number}", at, text, says=f"The slope of the loss at a = {a} is about {printed}.", prints=printed)(
        lambda a=a: slope(a)
    )
value("D09.1", "004:1072", r"$$\frac{\partial \mathcal{L}}{\partial a}(8) \approx 422$$",
    says="The slope of the loss at a = 8, as this slide and all later ones print it.", prints="422",
    because=f"At 8 the slope is {slope(8.0):.6g}, as two lines above; {slope(11.5):.6g} is the slope at 11.5. From "
    "here on a = 8 has two slopes of opposite signs.",
    severity="S2", fix=r"$\frac{\partial \mathcal{L}}{\partial a}(11.5) \approx 422$",
    draws=lambda: loss(Value(8.0, "a")))(lambda: slope(8.0))  # fmt: skip


@promise("D10.1", "004:1566-1572",
    r"$$\frac{\partial \mathcal{L}}{\partial a} < 0$$ $$a := a + \Delta a$$ ... $$a := a - \Delta a$$",
    says="To come to the minimum a has to grow where the slope is below 0, and to shrink above.")  # fmt: skip
def against_the_slope(seed):
    a = 9.8 + (seed - 3.5) / 2  # four starts on each side
    step = 0.01 if slope(a) < 0 else -0.01
    return abs(a + step - 9.8) < abs(a - 9.8) and loss(a + step) < loss(a)


@promise("D11.1", "004:1756", r"$$\gamma = 0.003$$", says="With this rate descent comes to the minimum at 9.8.",
    because="Measured: a after 200 steps, from a = 5, 6, ..., 12.")  # fmt: skip
def notes_rate(seed):
    end = descend(5.0 + seed, 0.003)
    return abs(end - 9.8) < 1e-9, end


@possibility("D12.1", "004:1680-1682", r"$$a := a - \gamma \frac{\partial \mathcal{L}}{\partial a}$$ γ chosen by us",
    says="γ can be chosen so that the update, repeated, leads to the minimum, 9.8.",
    because="A step multiplies the error by 1 − 2γΣx², so any γ between 0 and 1/Σx² does it for these data, the 0.003 of the "
    "next slides among them (D11.1).")  # fmt: skip
def chosen_by_us():
    ends = {share: descend(8.0, share / SQUARES) for share in (0.5, 0.99, 1.01)}
    shown = "; ".join(f"γ = {share / SQUARES:.5f}: a = {number_text(end)}" for share, end in ends.items())
    return abs(ends[0.5] - 9.8) < 1e-9, f"1/Σx² = {1 / SQUARES:.5f}; after 200 steps from 8, with {shown}"
