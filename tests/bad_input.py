"""Wrong calls, as a student may write them: what is run, the error that it must raise, and what its message says.

`test_bad_input.py` runs every row, after `SETUP`, in a folder with `folder/`, the file `locked.svg` and `locked.json`,
which are read-only, and `broken.json`, which is no model.
"""

from engine import errors as e
from lectures.errors import UnknownNameError

SETUP = """
import math
import random
from collections import deque
import numpy as np
import engine
import nn
from engine import *
from nn import *
from lectures.site.notebooks import write_notebooks
from lectures.site.script import find_lecture
from lectures.exercises.catalogue import load_task

rng = random.Random(0)
v, w = Value(2.0, "v"), Value(0.5, "w")
y = named("y", (v * w).tanh())
loss = named("loss", (y - 1.0) ** 2)
apart = Value(3.0, "p") * 2.0
model = MLP(2, 3, 1, rng=random.Random(0))
data = Data([[0.0, 1.0], [1.0, 0.0]], [0.0, 1.0])
image = [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]]
used_up = (p for p in ())


def mse(predictions, targets):
    return losses.squared_error([p for [p] in predictions], targets, "mean")


def adam():
    return Adam(model.parameters(), 0.01)


def chain(n):
    with no_grad():
        x = Value(1.0)
    for _ in range(n):
        x = x + w
    return x

"""

NUMBERS = [
    ('Value("3")', e.NotANumberError, r"real number, got str '3': convert it with float"),
    ('Value("abc")', e.NotANumberError, r"got str 'abc': this text is no number; give one, such as 2\.0"),
    (
        "Value(2.0, requires_grad=True)",
        e.ArgumentError,
        r"^a Value has no requires_grad as in PyTorch: every Value has a gradient; .*Constant\(2\.0, 'x'\)",
    ),
    *(
        (call, e.ArgumentError, r"^Value: its second argument is a label, such as Value\(2\.0, 'x'\), got .*by itself")
        for call in ("Value(2.0, (v,), 'tanh')", "Value(2.0, (v, v))")
    ),
    ("Constant(2.0, requires_grad=False)", e.ArgumentError, r"^a Constant has no requires_grad as in PyTorch"),
    ("v % 2", e.NotANumberError, r"label='v'\) has no %, // and @; for numbers write v\.item\(\) % 2"),
    ("2 // v", e.NotANumberError, r"label='v'\) has no %, // and @"),
    ("divmod(v, 2)", e.NotANumberError, r"label='v'\) has no %, // and @"),
    ("v @ w", e.NotANumberError, r"label='v'\) has no %, .* of lists engine\.dot\(w, x\), .* nn\.Matrix"),
    ("range(v)", e.NotANumberError, r"label='v'\) is no whole number .*; write int\(v\.item\(\)\)"),
    ("[1, 2, 3][v]", e.NotANumberError, r"label='v'\) is no whole number that counts or indexes"),
    ('f"{v:d}"', e.SettingError, r"label='v'\) cannot be written as 'd': .*such as f'{v:\.2f}'"),
    ("Value(None)", e.NotANumberError, r"got NoneType None: a function that forgets to return"),
    ("Value(3j)", e.NotANumberError, r"got complex 3j: only real numbers"),
    ("Value([1.0, 2.0])", e.NotANumberError, r"got list \[1.0, 2.0\]: make one Value for each"),
    ("Value(np.array([1.0, 2.0]))", e.NotANumberError, r"got ndarray .*: make one Value for each"),
    ("Value(np.array(1.0))", e.NotANumberError, r"out of the array with \.item\(\)"),
    ("Value(v)", e.NotANumberError, r"it is a Value already.*v\.item\(\)"),
    ("Value(True)", e.NotANumberError, r"got bool True: write 1\.0 or 0\.0"),
    ("Value(10**400)", e.DomainError, r"too large for a float; keep it below 1\.8e308"),
    ('v + "3"', e.NotANumberError, r"^add: .*got str '3': convert it"),
    ("None * v", e.NotANumberError, r"^multiply: .*got NoneType None"),
    ("v - [1.0]", e.NotANumberError, r"^subtract: .*got list"),
    ("v * np.array([1.0, 2.0])", e.NotANumberError, r"^multiply: .*got ndarray .*one Value for each"),
    ("np.array([1.0, 2.0]) * v", e.NotANumberError, r"^multiply: .*got ndarray .*one Value for each"),
    ("v / 0", e.DomainError, r"2/0 has no finite real value \(input 'v' = 2\): division by zero"),
    ('v ** "2"', e.NotANumberError, r"got str '2': convert it"),
    ("if v: pass", e.NotANumberError, r"no truth value; compare a number instead, such as v\.data != 0"),
    ("v and w", e.NotANumberError, r"label='v'\) has no truth value"),
    ("math.exp(v)", e.NotANumberError, r"label='v'\) would lose its graph .*engine\.exp\(v\)"),
    ("np.exp(v)", e.NotANumberError, r"np\.exp does not know a Value .*use engine\.exp\(v\)"),
    ("int(v)", e.NotANumberError, r"would lose its graph .*v\.item\(\)"),
    ("round(v, 2)", e.NotANumberError, r"would lose its graph .*v\.item\(\)"),
    ("v < None", e.NotANumberError, r"^a comparison: expected a real number, got NoneType None"),
    ('v < "3"', e.NotANumberError, r"^a comparison: .*got str '3': convert it"),
    ("y.data = 3.0", e.AssignmentError, r"label='y'.* is the result of an operation.*; set the \.data of a leaf"),
    ('v.data = "3"', e.NotANumberError, r"^v\.data: .*got str '3': convert it"),
    ("v.data = None", e.NotANumberError, r"^v\.data: .*got NoneType None"),
    ("log(Value(0.0, 'z'))", e.DomainError, r"log\(0\) has no finite real value \(input 'z' = 0\).*; keep the input"),
    ("sum(v)", e.ArgumentError, r"^sum: takes a list of numbers, got Value .*such as \[a, b\]"),
    ("sum([v, None])", e.NotANumberError, r"^sum: .*got NoneType None"),
    ("dot([v], [1.0, 2.0])", e.ShapeError, r"^dot: 1 weights do not pair with 2 inputs; the lengths must agree"),
    ("dot(v, w)", e.ArgumentError, r"^dot: takes a list of numbers, got Value"),
    ("affine([v], [1.0, 2.0], w)", e.ShapeError, r"^affine: 1 weights do not pair with 2 inputs"),
    ("softmax([])", e.ShapeError, r"^softmax: needs at least one value, got none"),
    ("softmax([[v, w]])", e.ShapeError, r"^softmax: takes one list of numbers; .*\[softmax\(row\) for row in rows\]"),
    ("maximum([v, w])", e.ShapeError, r"^maximum: .*for a list write maximum\(\*values\)"),
    ('named(v, "v")', e.NotANumberError, r"^named takes a label and then a Value, such as"),
    ('apply("tanh", v)', e.ArgumentError, r"^apply: the first argument must be a row .* got 'tanh'"),
    ('apply(PRIMITIVES["tanh"], v, w)', e.ShapeError, r"^tanh: takes 1 input, got 2"),
    ("engine.tnah(v)", e.NoSuchNameError, r"no attribute 'tnah'; did you mean 'tanh'\?"),
]

OF_TWO = "Primitive('own', 'own', 'function', lambda math, a, b: a * b, lambda math, y, a, b: "
ROWS = [
    (
        "Value(-2.0, 'a') ** Value(0.5, 'b')",
        e.DomainError,
        r"'a' = -2, 'b' = 0\.5\): 'a' = -2 is outside its domain; keep",
    ),
    ("apply(PRIMITIVES['pow'], -2.0, v / 4)", e.DomainError, r"^pow: .*: input 1 = -2 is outside its domain; keep the"),
    (
        f"{OF_TWO}(b,), '{{a}}*{{b}}', ('{{b}}', '{{a}}'), domain=((0, 1),) * 2)",
        e.ArgumentError,
        r"^own: partials gives 1 derivative, and by its domain it has 2 inputs; it gives a tuple with one for each",
    ),
    (
        'PRIMITIVES["power"].bind(1.0, 2.0)',
        e.ShapeError,
        r"^power: of static numbers it takes 1 \(n\), got 2; give one",
    ),
]

GRADIENTS = [
    ("with no_grad: pass", e.ArgumentError, r"`with no_grad:` lacks its parentheses; write `with no_grad\(\):`"),
    ("no_grad(chain)", e.ArgumentError, r"^no_grad lacks its parentheses; write `@no_grad\(\)` before a function, or"),
    ("with anomaly: pass", e.ArgumentError, r"`with anomaly:` lacks its parentheses; write `with anomaly\(\):`"),
    ("backward([v, w])", e.NotANumberError, r"a Value to start from, got list .*: a list has to be taken apart"),
    ("backward(loss.item())", e.NotANumberError, r"got float .* has lost its graph"),
    ('loss.backward("1")', e.NotANumberError, r"^backward: seed: .*got str '1': convert it"),
    ("loss.backward(seed=None)", e.NotANumberError, r"^backward: seed: .*got NoneType None"),
    (
        'v.grad = "0"; loss.backward()',
        e.NotANumberError,
        r"^backward: the gradient of the leaf 'v' was set to str '0'; set it to a number: v\.grad = 0\.0 takes it away",
    ),
    ("v.grad = w; loss.backward()", e.NotANumberError, r"^backward: .* leaf 'v' was set to Value Value\(0\.5"),
    ("gradient(loss, model)", e.NotANumberError, r"one Value or a list of them, got MLP .*; give its parameters\(\)$"),
    (
        "gradient(y, 2.0)",
        e.NotANumberError,
        r"^gradient: wrt takes one Value or a list of them, got 2\.0; give the Value",
    ),
    ('gradient(y, ["v"])', e.NotANumberError, r"^gradient: wrt holds 'v', which is not a Value"),
    (
        'x, z = Value(1.0, "x"), Value(2.0, "z"); h = x * z; h.label = "h"; gradient(x, h)',
        e.ArgumentError,
        r"^gradient: x does not depend on h, it is h that depends on x; write gradient\(h, x\)",
    ),
    ("gradient(y, v, w)", e.ArgumentError, r"several Values go in one list: gradient\(y, \[a, b\]\)"),
    ("hessian(y, 2.0)", e.NotANumberError, r"wrt takes one Value or a list of them"),
    ("hvp(y, v, [1.0])", e.ArgumentError, r"^hvp: takes a list of Values and a list of numbers, such as"),
    ("hvp(y, [v, w], [1.0])", e.ShapeError, r"^hvp: 2 Values but a vector of 1; give one number for each"),
    ("jvp(lambda a: a, 2.0, 1.0)", e.ArgumentError, r"^jvp: primals must be a list of numbers, such as"),
    (
        "jvp(lambda a: a, [1.0, 2.0], [1.0, 0.0])",
        e.ArgumentError,
        r"^jvp: f is called with 2 inputs.*takes \(a\); write",
    ),
    ("numeric_gradient(lambda a: a, 1.0, step=0)", e.SettingError, r"step must be finite and above 0, got 0"),
    ("numeric_gradient(3.0, 1.0)", e.ArgumentError, r"f must be a function, such as lambda .*got float 3\.0"),
    ("check_gradients(lambda: loss, [])", e.ShapeError, r"^check_gradients: xs is empty, .*; give at least one number"),
    ("check_gradients(lambda a: a.item(), 1.0)", e.NotANumberError, r"f returned float.*no graph; return what"),
    ("check_gradients(lambda a: a, [1.0, 2.0])", e.ArgumentError, r"f is called with 2 inputs.*takes \(a\)"),
    ("check_gradients(lambda a: a, 1.0, atol=-1)", e.SettingError, r"atol must be finite and at least 0, got -1"),
    ("record(y, 2.0)", e.RecordingError, r"^record: wrt takes a Value or a list of them, got float 2\.0"),
    ("record(y, y)", e.RecordingError, r"wrt must be leaves, but .*label='y'.*is the result of an operation; record"),
    ("record(lambda a: a * w, w)", e.ArgumentError, r"called with 0 inputs, such as record\(f, wrt, example\)"),
    (
        "record(y, w).value([1.0, 2.0])",
        e.ShapeError,
        r"theta has shape \(2,\), but 1 leaves .*; give one number for each",
    ),
    ("record(y, w).value([None])", e.NotANumberError, r"^tape: theta: .*got NoneType None"),
]

COMPARISONS = [
    ('compare_gradients(loss, {"w": w})', e.ArgumentError, r"takes \{name: gradient by hand, .*'w': Value"),
    (
        "compare_gradients(loss, {})",
        e.ShapeError,
        r"^compare_gradients: there is nothing to compare; give at least one",
    ),
    ("compare_gradients(loss, [w])", e.ArgumentError, r"^compare_gradients: takes \{name: .*, got list"),
    (
        'compare_gradients(loss, {"nowhere": 0.5})',
        e.ArgumentError,
        r"no Value is labelled 'nowhere'.* or give the Values",
    ),
    ('compare_gradients(loss, {"w": (w, "one")})', e.NotANumberError, r"^w: 'one' is no number; write it as"),
    ('compare_gradients(loss, {"w": (w, 1.0)}, rtol=math.nan)', e.SettingError, r"rtol must be finite .*got nan"),
    ('compare_gradients(2.0, {"w": (w, 1.0)})', e.NotANumberError, r"a Value to start from, got float 2\.0"),
    ("assert_gradients(loss, {})", e.ShapeError, r"nothing to compare; give at least one"),
    ("compare_steps(loss, [])", e.ShapeError, r"^compare_steps: there is nothing to compare"),
    ('compare_steps(loss, [("w", 1.0)])', e.ArgumentError, r"takes a list of \(name, nodes, .*got \('w', 1\.0\)"),
]

DRAWINGS = [
    ("draw(2.0)", e.NotANumberError, r"^draw: needs the Value that a graph ends in, such as the loss, got float 2\.0"),
    ("draw(model)", e.NotANumberError, r"^draw: needs the Value .*got MLP"),
    ("draw(chain(10**5))", e.GraphTooLargeError, r"has 100,002 values.*up to 400: fold .*limit=100002"),
    ("draw(loss, limit=0)", e.SettingError, r"^draw: limit must be a whole number of at least 1, got 0"),
    ('draw(loss, collapse="mpl")', e.SettingError, r"no scope is called 'mpl'; this graph has no scopes at all"),
    ("draw(loss, collapse=3.5)", e.SettingError, r"collapse must be True, a depth from 1 on, or names"),
    ('draw(loss).svg("sideways")', e.SettingError, r'are "forward" and "backward", not .sideways'),
    ("draw(loss).svg(frame=99)", e.SettingError, r"frame 99 does not exist: .* frames 0 to \d+; give one of these"),
    ('draw(loss).svg(theme="blue")', e.SettingError, r"themes of a drawing are .* not 'blue'; give one of them"),
    ('draw(loss).save("loss.html", frame=1)', e.SettingError, r"'loss\.html' holds every step .*; leave out phase"),
    ('draw(loss).save("loss.tex", theme=["dark"])', e.SettingError, r"themes of a drawing are .* give one of them"),
    ('draw(loss).save("loss.xyz")', e.SettingError, r"cannot save a drawing as 'loss\.xyz': use \.svg"),
    ('draw(loss).save("folder")', e.IsFolderError, r"'folder' is a folder; add the name of a file in it"),
    ('draw(loss).save("nowhere/loss.svg")', e.MissingFolderError, r"there is no folder 'nowhere'; make it first"),
    (
        r'draw(loss).save("a\0b.svg")',
        e.SettingError,
        r"name 'a.*b\.svg' holds a null byte or half a character; leave it out",
    ),
    (r'draw(loss).save("\ud800.svg")', e.SettingError, r"holds a null byte or half a character; leave it out"),
    (
        'draw(loss).save("a" * 300 + ".svg")',
        e.SettingError,
        r"the name 'a{39}…' is too long for a file; choose a shorter",
    ),
    ('draw(loss).save("locked.svg")', e.ReadOnlyError, r"'locked\.svg' is read-only; choose another name"),
    ("draw(loss).save(None)", e.ArgumentError, r"the path must be a text, such as 'name\.json', got None"),
    ("draw(loss).player(predict=[99])", e.SettingError, r"predict must be a list of frames from 0 to \d+, got \[99\]"),
]

LAYERS = [
    *(
        (
            f"class M(Module):\n def __init__(self): super().__init__(); self.w = {held}\nM()",
            e.ArgumentError,
            rf"^m: its __init__ sets w to a {kind}, in which parameters are not looked for; use a list",
        )
        for held, kind in (
            ("{v}", "set"),
            ("frozenset([Neuron(1, init='zeros')])", "frozenset"),
            ("deque([v, w])", "deque"),
            ("np.array([[v], [w]])", "ndarray"),
            ("(Value(i) for i in range(3))", "generator"),
            ("map(Value, [1.0])", "map"),
        )
    ),
    *(
        (
            f"class M(Module):\n def __init__(self): super().__init__(); self.w = {held}\nM()",
            e.ArgumentError,
            rf"^m: its __init__ sets {path} to a {kind}, in which parameters are not looked for; use a list",
        )
        for held, path, kind in (("[{v}]", r"w\.0", "set"), ("{'a': deque([v])}", r"w\.a", "deque"))
    ),
    (
        "class M(Module): w = Value(1.0)",
        e.ArgumentError,
        r"^m: w is set in the class, .*; write self\.w = \.\.\. in __in",
    ),
    ("class M(Module): __slots__ = ('w',)", e.ArgumentError, r"^m: parameters are not looked for in __slots__; leave"),
    *(
        (
            f"n = Neuron(2, rng=rng); n([1.0, 2.0]).backward(); {step}; n.zero_grad()",
            e.AssignmentError,
            rf"^neuron: {path} is .*, {what}, where __init__ has set a parameter, .*; write p\.data -= rate \* p\.grad",
        )
        for step, path, what in (
            ("n.b = n.b - 0.1 * n.b.grad", "b", "the result of an operation"),
            ("n.b = n.b.data - 0.1 * n.b.grad", "b", "a plain number"),
            ("n.w = [p - 0.1 * p.grad for p in n.w]", "w0", "the result of an operation"),
            ("n.w[1] = n.w[1] - 0.1 * n.w[1].grad", "w1", "the result of an operation"),
        )
    ),
    (
        "class M(Module):\n def __init__(self): super().__init__(); self.w = {'a': [2 * v]}\nM()",
        e.ArgumentError,
        r"^m: its __init__ sets w\.a0 to .*, the result of an operation, .* compute it in forward\(\), or set a leaf",
    ),
    (
        "class M(Module):\n def __init__(self): super().__init__(); self.parameters = [v]\nM()",
        e.AssignmentError,
        r"^m: parameters is what every module does, model\.parameters\(.*; take another .* self\.own_parameters",
    ),
    ("model.forward = 3", e.AssignmentError, r"^mlp: forward is what every module does, .* cannot be 3; take another"),
    (
        'MLP(2, [1], activation="rleu")',
        e.SettingError,
        r"no activation 'rleu'; choose one of .*; did you mean 'relu'\?",
    ),
    ('Neuron(2, "tnah", rng=rng)', e.SettingError, r"no activation 'tnah'; choose one of .*; did you mean 'tanh'\?"),
    (
        'MLP(2, 3, 2, rng=rng, output="softmax")',
        e.SettingError,
        r"softmax is no activation of one neuron.*use nn\.losses",
    ),
    ('Neuron(2, init="hee", rng=rng)', e.SettingError, r"no initialiser 'hee'; choose one of .*; did you mean 'he'\?"),
    (
        "Neuron(2, init=init.he, rng=rng)",
        e.ArgumentError,
        r"an initialiser is called with 3 inputs.* but he takes \(\)",
    ),
    ("Neuron(2, rng=0)", e.ArgumentError, r"rng must be a random\.Random, such as random\.Random\(0\), got 0"),
    ("Neuron(2.5, rng=rng)", e.SettingError, r"^neuron: inputs must be a whole number of at least 1, got 2\.5"),
    ("MLP(2, rng=rng)", e.SettingError, r"^mlp: needs the number of inputs and of outputs, such as MLP\(2, 16, 1\)"),
    ("Sequential([Flatten()])", e.ArgumentError, r"hand over each one by itself, as f\(\*list\)"),
    ("Sequential(Flatten)", e.ArgumentError, r"Flatten is a class; make one of it first, such as Flatten\(\.\.\.\)"),
    ("model([1.0])", e.ShapeError, r"^mlp/hidden\.0: expects a list of 2 numbers, got a list of 1; give as many"),
    ("model(1.0)", e.ShapeError, r"^mlp/hidden\.0: .*got 1\.0; put a single number in a list"),
    ("model([[0.0, 1.0], [1.0, 0.0]])", e.ShapeError, r"call the layer once for each example"),
    (
        "model(0.0, 1.0)",
        e.ArgumentError,
        r"^mlp: a call takes \(x\), got 2 inputs; the numbers of one example go in one",
    ),
    ('model(["a", 1.0])', e.NotANumberError, r"^mlp/hidden\.0: x0: .*got str 'a': this text is no number; give one"),
    (
        "Conv2D(1, 1, 5, rng=rng)(image)",
        e.ShapeError,
        r"^conv2d: .*at least 5 x 5 .*got 1 x 3 x 3; take a larger image",
    ),
    ("Conv2D(1, 1, 2, stride=0, rng=rng)", e.SettingError, r"^conv2d: stride must be a whole number of at least 1"),
    ("Conv2D(1, 1, 2, rng=rng)([[[1, 2], [3]]])", e.ShapeError, r"^conv2d: .*rows of one length.*fill up the shorter"),
    ("Conv2D(1, 1, 2, rng=rng)(image[0])", e.ShapeError, r"^conv2d: .*a grid of one channel is written \[grid\]"),
    ("MaxPool2D(5)(image)", e.ShapeError, r"^maxpool2d: expects an image of at least 5 x 5"),
    ("RNN(2, 3, 1, rng=rng)([])", e.ShapeError, r"^rnn: expects at least 1 of the vectors, got 0; leave empty"),
    ("unroll(model, [[1.0, 2.0]])", e.ArgumentError, r"^unroll: cell is called with 2 inputs.* takes \(x\)"),
    ("RNNCell(2, 3, rng=rng)([1.0, 2.0], [0.0])", e.ShapeError, r"^rnncell: expects a list of 3 numbers for h, got"),
    ("CausalSelfAttention(3, heads=2, rng=rng)", e.SettingError, r"size 3 does not divide into 2 heads; choose"),
    (
        "causal_attention([[v]], [[v], [w]], [[v]])",
        e.ShapeError,
        r"1 queries, 2 keys and 1 values .*; give one of each",
    ),
    ("Embedding(3, 2, rng=rng)(3)", e.TargetError, r"^embedding: expects a number from 0 to 2, got 3; number"),
    ("Embedding(3, 2, rng=rng)(True)", e.TargetError, r"^embedding: expects a whole number, got True; number"),
    ("Embedding(3, 2, rng=rng)(1.0)", e.TargetError, r"^embedding: expects a whole number, got 1\.0; number"),
    ("Dropout(1.5, rng=rng)", e.SettingError, r"^dropout: p must be at least 0 and less than 1, got 1\.5"),
    ("Module()(1.0)", e.UndefinedError, r"^Module: has no forward; define forward\(self, x\)"),
    ("model.train(data)", e.ArgumentError, r"train\(\) switches to training .*; to train a model, call nn\.fit"),
    ("Neuron(2, rng=rng).assign(w=[1.0])", e.ShapeError, r"^neuron\.w: expects a list of 2, got 1; give one number"),
    ("Neuron(2, rng=rng).assign(weights=[1, 2])", e.SettingError, r"no parameter 'weights'; it has w0, w1, b"),
    ("model.load_state_dict(None)", e.ArgumentError, r"^mlp: a state must be \{path: number\}.*got None"),
    (
        "model.load_state_dict({})",
        e.ShapeError,
        r"^mlp: the state does not fit this model: missing .*; build the model",
    ),
    (
        "model.load_state_dict({path: math.nan for path in model.state_dict()})",
        e.SettingError,
        r"^mlp: hidden\.0\.neurons\.0\.w0 in the state must be finite, got nan",
    ),
    ('model.save("folder")', e.IsFolderError, r"cannot save a model: 'folder' is a folder; add the name"),
    ('model.save("nowhere/model.json")', e.MissingFolderError, r"there is no folder 'nowhere'; make it first"),
    (r'model.save("a\0.json")', e.SettingError, r"cannot save a model: the name .* holds a null byte"),
    ('model.save("a" * 300)', e.SettingError, r"cannot save a model: the name 'a{39}…' is too long for a file"),
    ('model.save("locked.json")', e.ReadOnlyError, r"'locked\.json' is read-only; choose another name, or unlock"),
    ('model.load("nothing.json")', e.MissingFileError, r"^mlp: there is no file 'nothing\.json'; write one with"),
    ('model.load("a" * 300)', e.SettingError, r"^mlp: 'a{39}…' cannot be read: file name too long; choose"),
    ('model.load("folder")', e.IsFolderError, r"^mlp: 'folder' is a folder; add the name"),
    ('model.load("broken.json")', e.ShapeError, r"broken\.json is not a model file; write one with model\.save"),
]

TRAINING = [
    ("SGD([1.0], 0.1)", e.ArgumentError, r"^SGD: 1\.0 is no parameter; pass Values, such as model\.parameters\(\)"),
    ("SGD([], 0.1)", e.ShapeError, r"^SGD: no parameters to train; pass model\.parameters\(\)"),
    ("SGD(used_up, 0.1)", e.ShapeError, r"make a generator into a list, because it is empty after its first use"),
    ("SGD([v, w, v], 0.1)", e.ShapeError, r"label='v'\) stands there twice; name each one once"),
    ("SGD(model, 0.1)", e.ArgumentError, r"must be a list of Values, got MLP; pass model\.parameters\(\)"),
    ("SGD([y], 0.1)", e.ShapeError, r"label='y'.* is the result of an operation; pass model\.parameters"),
    (
        "SGD([Value(math.nan, 'q')], 0.1)",
        e.DomainError,
        r"^SGD: parameter 'q' is nan before the first step; start from",
    ),
    ('SGD([v], "0.1")', e.NotANumberError, r"^learning_rate: .*got str '0\.1': convert it"),
    ("SGD([v], -0.1)", e.SettingError, r"^learning_rate must be finite and not negative, got -0\.1; an optimiser goes"),
    ("SGD([v], math.inf)", e.SettingError, r"^learning_rate must be finite and not negative, got inf"),
    ("SGD([v], math.nan)", e.SettingError, r"^learning_rate must be finite and not negative, got nan"),
    ("SGD([v], 0.1, clip=-1)", e.SettingError, r"^SGD: clip must be finite and above 0, got -1"),
    ('SGD([v], 0.1, clip="1")', e.NotANumberError, r"^SGD: clip: .*got str '1': convert it"),
    ("o = SGD([v], 0.1); o.clip = -1", e.SettingError, r"^SGD: clip must be finite and above 0, got -1"),
    ("o = Momentum([v], 0.1); o.momentum = 2", e.SettingError, r"^momentum must be at least 0 and less than 1, got 2"),
    ("SGD([v], lambda: 0.1)", e.ArgumentError, r"^SGD: learning_rate is called with 1 input.*takes \(\)"),
    ("SGD([v], lambda step: math.nan).rate", e.SettingError, r"learning rate at step 0 must be finite .*got nan"),
    ("Momentum([v], 0.1, momentum=1.5)", e.SettingError, r"^momentum must be at least 0 and less than 1, got 1\.5"),
    ("Adam([v], epsilon=-1)", e.SettingError, r"^epsilon must be finite and not negative, got -1"),
    ("clip_gradients([v], 0)", e.SettingError, r"^clip_gradients: max_norm must be finite and above 0, got 0"),
    ("clip_gradients([1.0], 1.0)", e.ArgumentError, r"^clip_gradients: 1\.0 is no parameter; pass Values"),
    ("clip_gradients([], 1.0)", e.ShapeError, r"^clip_gradients: no parameters to clip; pass model\.parameters\(\)"),
    ("SGD([Constant(2.0)], 0.1)", e.ArgumentError, r"^SGD: Constant\(2\.0\) is no parameter; to train it, make it a V"),
    ("SGD([v], 0.1, momentum=0.9)", e.ArgumentError, r"^SGD: has no momentum; Momentum has one, as in Momentum\(p"),
    ("Adam([v], amsgrad=True)", e.ArgumentError, r"^Adam: has no amsgrad; it takes parameters, .*, accumulate$"),
    ("SGD([v])", e.ArgumentError, r"^SGD: takes \(parameters, learning_rate\), and .*; write SGD\(model\.parameters"),
    ("SGD([v], 0.1, 0.9)", e.ArgumentError, r"^SGD: takes \(parameters, learning_rate\), .* got 3 in order; write"),
    ("SGD([v], 0.1).step(loss)", e.ArgumentError, r"^SGD: step\(\) takes no Value, .*; write zero_grad\(\), loss\.b"),
    *(
        (f"Momentum([v], 0.1).load_state_dict({state})", kind, rf"^Momentum: {said}")
        for state, kind, said in (
            ("None", e.ArgumentError, r"a state must be \{name: numbers\}, .*, got None"),
            ("[1]", e.ArgumentError, r"a state must be \{name: numbers\}, .*, got \[1\]"),
            ("{}", e.ShapeError, r"the state holds nothing, but this optimiser keeps steps, v; load"),
            ("{None: 1, 'v': 1.0}", e.ShapeError, r"the state holds None, v, but this optimiser keeps steps, v; load"),
            ("{'steps': -4, 'v': 0.0}", e.SettingError, r"steps in the state must be a whole .*, got -4"),
            ("{'steps': 2.5, 'v': 0.0}", e.SettingError, r"steps in the state must be a whole .*, got 2\.5"),
            ("{'steps': 1, 'v': [math.nan]}", e.SettingError, r"v\[0\] in the state must be finite, got nan"),
            ("{'steps': 1, 'v': None}", e.NotANumberError, r"v in the state: .*got NoneType None"),
            ("{'steps': 1, 'v': '1'}", e.NotANumberError, r"v in the state: .*got str '1': convert it"),
        )
    ),
    ("fit(model, data, mse, adam(), 10)", e.ArgumentError, r"^fit: takes model, .* in order, .*; write epochs=10, if"),
    ("fit(model, data, mse, adam(), lr=0.1)", e.ArgumentError, r"^fit: takes no lr: it is the optimiser's, as in fit"),
    ("fit(model, data, mse, adam(), epoch=3)", e.ArgumentError, r"^fit: takes no epoch; did you mean 'epochs'\?"),
    ("fit(model, data, mse, adam(), history=[1.0])", e.ArgumentError, r"^fit: history must be what an earlier fit"),
    ('fit(model, data, mse, adam(), replay="yes")', e.ArgumentError, r"^fit: replay must be True or False, got 'yes'"),
    ("fit(model, data, mse, adam(), validation=[1])", e.ShapeError, r"^validation: expected a pair .*; give two lists"),
    (
        "fit(lambda x: None, data, lambda h, y: h[0] * 2, SGD([v], 0.1))",
        e.NotANumberError,
        r"^fit: the model returned None: a function that forgets to return gives None",
    ),
    ("schedules.step_decay(0.1, every=0)", e.SettingError, r"^step_decay: every must be a whole number of at least 1"),
    ("schedules.warm_up(10, 0.1)", e.ArgumentError, r"then must be a function, such as schedules\.constant\(0\.1\)"),
    ("fit(3, data, mse, adam())", e.ArgumentError, r"^fit: model must be a function, such as .*got int 3"),
    ('fit(model, data, "mse", adam())', e.ArgumentError, r"^fit: loss must be a function, such as .*got str 'mse'"),
    (
        "fit(model, data, losses.squared_error, adam())",
        e.SettingError,
        r"^a reduction is missing; choose one of none, .*, as in lambda p, y: losses\.squared_error\(p, y, 'mean'\)",
    ),
    (
        "losses.squared_error([v], [1.0])",
        e.SettingError,
        r"^a reduction is missing; choose one of none, .*, as in lambda p, y: losses\.squared_error\(p, y, 'mean'\)",
    ),
    *(
        (
            f"class M(Module):\n def __init__(self): super().__init__(); self.w = {held}\n"
            " def forward(self, x): return v * x\nSGD(M().parameters(), 0.1)",
            e.ShapeError,
            rf"^SGD: no parameters to train: no Value is set in the __init__ of m: w is a {kind}; write self",
        )
        for held, kind in (("0.5", "float"), ("np.ones(2)", "ndarray"), ("[[0.5]]", "list"))
    ),
    ("fit(model, data, mse, Adam)", e.ArgumentError, r"optimiser must be one that was made, such as nn\.SGD"),
    ("fit(model, data, mse, SGD([v], 0.1))", e.SettingError, r"none of the parameters of mlp.*; make it from"),
    (
        "fit(model, 3, mse, adam())",
        e.ShapeError,
        r"^data: expected a pair \(inputs, targets\), got int 3; give two lists",
    ),
    ("fit(model, ([[0.0, 1.0]], []), mse, adam())", e.ShapeError, r"1 inputs and 0 targets; each example needs one"),
    (
        "fit(model, ([[math.nan, 1.0]], [1.0]), mse, adam())",
        e.DomainError,
        r"inputs\[0\] contains nan; remove or repair",
    ),
    (
        "fit(model, data, lambda h, y: 3.0, adam())",
        e.NotANumberError,
        r"the loss returned 3\.0; it has to return one Value",
    ),
    (
        "fit(model, data, mse, adam(), epochs=2.5)",
        e.SettingError,
        r"epochs must be a whole number of at least 0, got 2\.5",
    ),
    (
        "fit(model, data, mse, adam(), batch_size=0)",
        e.SettingError,
        r"batch must be a whole number of at least 1, got 0",
    ),
    ("fit(model, data, mse, adam(), rng=0)", e.ArgumentError, r"rng must be a random\.Random"),
    ("fit(model, data, mse, adam(), patience=3)", e.SettingError, r"pass validation=\(inputs, targets\) as well"),
    (
        "o = adam(); o.parameters[0].data = math.nan; fit(model, data, mse, o)",
        e.DomainError,
        r"^fit: parameter 'W1\[0,0\]' is nan before the first",
    ),
    ("losses.softmax_cross_entropy([[v, w]], [2])", e.TargetError, r"0 to 1, got 2 at example 0; subtract 1 if yours"),
    (
        "losses.softmax_cross_entropy([[v, w]], [0.5])",
        e.TargetError,
        r"whole numbers 0 to 1, got 0\.5 at example 0; number",
    ),
    (
        "losses.softmax_cross_entropy([[v, w]], [1.0])",
        e.TargetError,
        r"0 to 1, got 1\.0 at example 0; write int\(1\.0\)",
    ),
    ("losses.squared_error([v], np.array(1), 'sum')", e.NotANumberError, r"the target y: .*array with \.item\(\)"),
    (
        "losses.softmax_cross_entropy([[v, w], [v]], [0, 0])",
        e.ShapeError,
        r"1 numbers at example 1, but 2 at example 0",
    ),
    (
        "losses.squared_error([v], [1.0, 2.0], 'mean')",
        e.ShapeError,
        r"1 predictions do not pair with 2 targets; give one",
    ),
    ("losses.squared_error([], [], 'mean')", e.ShapeError, r"needs at least one example, got none; leave empty"),
    ("losses.squared_error([v], [1.0], 'maen')", e.SettingError, r"no reduction 'maen'; .*did you mean 'mean'"),
    ("losses.sqared_error", e.NoSuchNameError, r"no attribute 'sqared_error'; did you mean 'squared_error'\?"),
    ("losses.mse", e.NoSuchNameError, r"^nn.losses has no mse: write losses\.squared_error"),
    ("datasets.moon", e.NoSuchNameError, r"no attribute 'moon'; did you mean 'moons'\?"),
    ("losses.squared_error([v], None, 'mean')", e.NotANumberError, r"^squared_error: the target y: .*NoneType None"),
    (
        "fit(model, ([[0.0, 1.0]], [None]), mse, adam())",
        e.NotANumberError,
        r"^data: targets\[0\] contains None; remove or repair this example",
    ),
    ("losses.l2_penalty(3, 0.1)", e.ArgumentError, r"^l2_penalty: weights must be one list of Values.*got int$"),
    (
        "losses.l2_penalty(model, 0.1)",
        e.ArgumentError,
        r"^l2_penalty: weights must be one list of Values, such as model\.parameters\(\) or .*, got MLP$",
    ),
    ("losses.l2_penalty(Matrix([[v]]), 0.1)", e.ArgumentError, r"or layer\.W\.entries, got Matrix$"),
    ("losses.hinge([v], [0])", e.TargetError, r"^hinge: targets are -1 and \+1, got 0 at example 0; write 2\*y - 1"),
    ("losses.binary_cross_entropy([1.5], [1])", e.DomainError, r"between 0 and 1, got 1\.5; for scores use"),
    ("losses.l2_penalty([v], -1)", e.SettingError, r"^l2_penalty: strength must be finite and at least 0, got -1"),
    ("nn.SGD([v], lr=0.1)", e.ArgumentError, r"^SGD: has no lr as in PyTorch; it is learning_rate here"),
    ("nn.Adam([v], betas=(0.9, 0.99))", e.ArgumentError, r"^Adam: has no betas .* beta1 and beta2 here"),
    (
        "o = adam(); o.lr = 0.5",
        e.AssignmentError,
        r"^Adam: has no lr; set learning_rate, as in optimiser\.learning_rate = 0\.5",
    ),
    (
        "n = BatchNorm(2); fit(n, data, lambda h, y: h[0][0], SGD(n.parameters(), 0.1), batch_size=1, batched=True)",
        e.ShapeError,
        r"got 1; in nn\.fit pass batched=True and a batch_size that leaves no batch of one; to use a model",
    ),
    ("gradient_descent(3, 1.0, 0.1, 10)", e.ArgumentError, r"^gradient_descent: f must be a function, such as"),
    ("gradient_descent(lambda a: a, 1.0, 0.1, -1)", e.SettingError, r"steps must be a whole number of at least 0"),
    (
        "accuracy(model, data)",
        e.ArgumentError,
        r"predict must return a class, got .*; make one of a model with classifier",
    ),
]

MATRICES = [
    ("Matrix([[None]])", e.NotANumberError, r"^Matrix: expected a real number, got NoneType None: a function that"),
    ("Matrix([[1, 2]])[3]", e.OutsideError, r"^Matrix: 1 x 2 has no \[3\]; X\[i\] is a row, X\[i, j\] an entry"),
    ("Matrix([[1, 2]])[0, 2]", e.OutsideError, r"^Matrix: 1 x 2 has no \[0, 2\]; X\[i\] is a row"),
    (
        "Matrix([[1]]).map(3)",
        e.ArgumentError,
        r"^Matrix: what map applies must be a function, such as X\.map\(tanh\), ",
    ),
    (
        "Matrix([[1]]).tanh()",
        e.NoSuchNameError,
        r"^a Matrix has no tanh: write X\.map\(tanh\), with `from engine import tanh`$",
    ),
    ("Matrix([[1]]).backward()", e.NoSuchNameError, r"has no backward: call it for one number, as in X\.sum\(\)\.back"),
]

DATA = [
    ("Data(3, 4)", e.ShapeError, r"^data: inputs must be a list, with one entry for each example, got 3"),
    ("Data([3], 4)", e.ShapeError, r"^data: targets must be a list, with one entry for each example, got 4"),
    ("data[5]", e.OutsideError, r"^data: it is a pair, data\[0\] the inputs .*; an example is data\.take\(\[5\]\)"),
    ("augment(data, lambda x: None)", e.ArgumentError, r"^augment: change returned None; it has to return the changed"),
    ("data.take([5])", e.ShapeError, r"^take: expects a list of whole numbers from 0 to 1, got \[5\]"),
    ("split(data, 1.5, rng)", e.ShapeError, r"leaves one part empty; choose one between 0 and 1"),
    ("split(data, 0.5, 0)", e.ArgumentError, r"rng must be a random\.Random, such as random\.Random\(0\), got 0"),
    ("shuffled([1, 2, 3], rng)", e.ShapeError, r"expected a pair \(inputs, targets\), got 3 things; give two lists"),
    ("augment(data, None)", e.ArgumentError, r"^augment: change must be a function, such as"),
    ("jittered([1.0], -1, rng)", e.SettingError, r"^jittered: noise must be finite and at least 0, got -1"),
    ("Standardise.to([[1.0], [1.0, 2.0]])", e.ShapeError, r"expects a list of vectors of one length, such as"),
    ("datasets.moons(0, rng=rng)", e.SettingError, r"^moons: count must be a whole number of at least 1, got 0"),
    (
        "datasets.moons(10)",
        e.ArgumentError,
        r"^moons: rng must be a random\.Random, such as random\.Random\(0\), got None",
    ),
    ("datasets.shifted_bars()", e.ArgumentError, r"^shifted_bars: rng must be a random\.Random"),
    ("datasets.moons(10, rng=0)", e.ArgumentError, r"^moons: rng must be a random\.Random"),
    ("datasets.blobs([], rng=rng)", e.ShapeError, r"^blobs: expects a list of vectors of one length, such as"),
    (
        "datasets.curve(math.sin, interval=(3, -3), rng=rng)",
        e.SettingError,
        r"two numbers, the smaller one first, such as",
    ),
    ("datasets.digits([10])", e.SettingError, r"^digits: the classes are 0 to 9, got \[10\]; name at least one"),
    ("KMeans(0, rng=rng)", e.SettingError, r"^KMeans: k must be a whole number of at least 1, got 0"),
    (
        "KMeans(5, rng=rng).fit([[1.0], [2.0]])",
        e.ShapeError,
        r"5 clusters need as many different points, got 2; choose",
    ),
    ("KMeans(2, rng=rng).predict([1.0])", e.SettingError, r"^KMeans: call fit\(points\) before predict\(x\)"),
    (
        "OneVersusAll(rng=rng).fit(Data([[1.0]], [1]))",
        e.TargetError,
        r"all targets are 1; give .* at least two classes",
    ),
    ("RegressionStump.fit([[1.0]], [1.0, 2.0])", e.ShapeError, r"1 inputs and 2 targets; each example needs one"),
    ("plots.loss_history(3)", e.ArgumentError, r"^loss_history: history must be named, as in"),
    ("plots.loss_curve(lambda a: a, 3)", e.SettingError, r"an interval is two numbers, the smaller one first"),
    ("plots.images({'a': [[1], [1, 2]]})", e.ShapeError, r"rows of numbers of one length, such as"),
]

# `lectures` finds its lectures and exercises by these functions; what the command line says is in test_main.py.
LECTURES = [
    ('find_lecture("fit_lnie")', UnknownNameError, r"no lecture 'fit_lnie'; did you mean 'fit_line' or 'fit_a_line'\?"),
    ('load_task("bend-line")', UnknownNameError, r"no exercise 'bend-line'; did you mean 'bent-line'\?"),
]

# Where neither the packages nor Graphviz is installed.
WITHOUT = ("matplotlib", "matplotlib.figure", "pygraphviz")
MISSING = [
    ('draw(loss).save("loss.svg")', e.LayoutError, r"neither .* pygraphviz nor a program called dot was found: run"),
    (
        "plots.loss_curve(lambda a: a, (0, 1))",
        e.MissingPartError,
        r"^a plot needs matplotlib.*: \S+ -m pip install matplotlib",
    ),
]

CASES = NUMBERS + ROWS + GRADIENTS + COMPARISONS + DRAWINGS + LAYERS + TRAINING + MATRICES + DATA + LECTURES
