"""What is written in LLVM's language, instruction by instruction."""

import pytest

from engine.printing.llvm import Number, Writer, constant

X, Y, V, W = Number("%x"), Number("%y"), Number("%v", 2), Number("%w", 2)
C1 = "0x3FF0000000000000"


@pytest.mark.parametrize(
    ("op", "xs", "instructions"),
    [
        ("+", (X, Y), ["%1 = fadd double %x, %y"]),
        ("-", (V, W), ["%1 = fsub <2 x double> %v, %w"]),
        ("*", (X, constant(1.0)), [f"%1 = fmul double %x, {C1}"]),
        ("/", (V, constant(1.0)), [f"%1 = fdiv <2 x double> %v, <double {C1}, double {C1}>"]),
        ("neg", (V,), ["%1 = fneg <2 x double> %v"]),
        ("abs", (X,), ["%1 = call double @llvm.fabs.f64(double %x)"]),
        ("abs", (V,), ["%1 = call <2 x double> @llvm.fabs.v2f64(<2 x double> %v)"]),
        ("sqrt", (V,), ["%1 = call <2 x double> @llvm.sqrt.v2f64(<2 x double> %v)"]),
        ("<", (X, Y), ["%1 = fcmp olt double %x, %y"]),
        ("<=", (X, Y), ["%1 = fcmp ole double %x, %y"]),
        (">", (X, Y), ["%1 = fcmp ogt double %x, %y"]),
        (">=", (X, Y), ["%1 = fcmp oge double %x, %y"]),
        ("==", (V, W), ["%1 = fcmp oeq <2 x double> %v, %w"]),
        ("max", (X, Y), ["%1 = fcmp ogt double %x, %y", "%2 = select i1 %1, double %x, double %y"]),
        (
            "min",
            (V, W),
            [
                "%1 = fcmp olt <2 x double> %v, %w",
                "%2 = select <2 x i1> %1, <2 x double> %v, <2 x double> %w",
            ],
        ),
        ("where", (Number("%c", 1, "i1"), X, Y), ["%1 = select i1 %c, double %x, double %y"]),
        (
            "where",
            (Number("%c", 1, "i1"), V, W),
            [
                "%1 = insertelement <2 x i1> poison, i1 %c, i64 0",
                "%2 = shufflevector <2 x i1> %1, <2 x i1> poison, <2 x i32> zeroinitializer",
                "%3 = select <2 x i1> %2, <2 x double> %v, <2 x double> %w",
            ],
        ),
        (
            "*",
            (X, V),
            [
                "%1 = insertelement <2 x double> poison, double %x, i64 0",
                "%2 = shufflevector <2 x double> %1, <2 x double> poison, <2 x i32> zeroinitializer",
                "%3 = fmul <2 x double> %2, %v",
            ],
        ),
        ("exp", (X,), ["%1 = call double @exp(double %x)"]),
        (
            "pow",
            (V, X),
            [
                "%1 = extractelement <2 x double> %v, i64 0",
                "%2 = call double @pow(double %1, double %x)",
                "%3 = extractelement <2 x double> %v, i64 1",
                "%4 = call double @pow(double %3, double %x)",
                "%5 = insertelement <2 x double> poison, double %2, i64 0",
                "%6 = insertelement <2 x double> %5, double %4, i64 1",
            ],
        ),
    ],
)
def test_an_operation_is_written_for_one_number_and_for_lanes(
    op: str, xs: tuple[Number, ...], instructions: list[str]
) -> None:
    writer = Writer()
    found = writer.operation(op, *xs)
    assert [line.strip() for line in writer.lines] == instructions
    comparison = op in ("<", "<=", ">", ">=", "==")
    assert found == Number(f"%{len(instructions)}", max(x.lanes for x in xs), "i1" if comparison else "double")


@pytest.mark.parametrize(
    ("op", "written"),
    [("+", "fadd contract"), ("*", "fmul contract"), ("-", "fsub"), ("/", "fdiv")],
)
def test_only_products_and_sums_in_long_sums_may_be_fused(op: str, written: str) -> None:
    writer = Writer()
    writer.operation(op, X, Y, long=True)
    assert writer.lines == [f"  %1 = {written} double %x, %y"]


@pytest.mark.parametrize(
    ("name", "inputs"), [("exp", 1), ("log", 1), ("log1p", 1), ("sin", 1), ("cos", 1), ("tanh", 1), ("pow", 2)]
)
def test_a_function_of_the_c_library_is_declared_once_with_its_inputs(name: str, inputs: int) -> None:
    writer, xs = Writer(), [X, Y][:inputs]
    writer.store(writer.operation(name, *[writer.operation(name, *xs)] * inputs), "%place")
    calls = [", ".join(["double %x", "double %y"][:inputs]), ", ".join(["double %1"] * inputs)]
    assert writer.function("f", "ptr %place").split("\n") == [
        f"declare double @{name}({', '.join(['double'] * inputs)}) nounwind willreturn memory(none)",
        "define void @f(ptr %place) nounwind {",
        "entry:",
        f"  %1 = call double @{name}({calls[0]})",
        f"  %2 = call double @{name}({calls[1]})",
        "  store double %2, ptr %place, align 8",
        "  ret void",
        "}",
        "",
    ]


@pytest.mark.parametrize(
    ("a", "b", "total", "product"),
    [
        ("0", "%i", "%i", "0"),
        ("%i", "0", "%i", "0"),
        ("1", "%i", "add nsw i64 1, %i", "%i"),
        ("%i", "1", "add nsw i64 %i, 1", "%i"),
        ("%i", "%j", "add nsw i64 %i, %j", "mul nsw i64 %i, %j"),
    ],
)
def test_whole_numbers_are_added_and_multiplied_once_and_only_where_it_changes_them(
    a: str, b: str, total: str, product: str
) -> None:
    for made, expected in (("plus", total), ("times", product)):
        writer = Writer()
        found = [getattr(writer, made)(a, b) for _ in range(2)]
        assert found[0] == found[1]
        assert (writer.lines, found[0]) == (([f"  %1 = {expected}"], "%1") if " " in expected else ([], expected))


def test_a_loop_counts_from_its_start_and_what_is_known_inside_is_not_known_behind_it() -> None:
    writer = Writer()
    with writer.loop(2, "%n", 4) as at:
        inside = writer.plus(at, "7")
    assert (at, inside, writer.plus(at, "7")) == ("%at1", "%2", "%3")
    assert [line.strip() for line in writer.lines] == [
        "br label %before1", "before1:", "br label %loop1", "loop1:",
        "%at1 = phi i64 [ 2, %before1 ], [ %next1, %again1 ]",
        "%more1 = icmp slt i64 %at1, %n", "br i1 %more1, label %body1, label %after1",
        "body1:", "%2 = add nsw i64 %at1, 7",
        "br label %again1", "again1:", "%next1 = add nsw i64 %at1, 4", "br label %loop1",
        "after1:", "%3 = add nsw i64 %at1, 7",
    ]  # fmt: skip


@pytest.mark.parametrize(("stop", "counter"), [(6, "3"), (7, "3"), (8, "%at1")])
def test_a_loop_of_one_round_is_none(stop: int, counter: str) -> None:
    writer = Writer()
    with writer.loop(3, stop, 4) as at:
        assert at == counter
    assert bool(writer.lines) == (counter == "%at1")


def test_what_is_needed_first_and_what_changes_is_written_once_at_the_beginning() -> None:
    writer = Writer()
    assert [writer.first("load i64, ptr %a"), writer.first("load i64, ptr %a")] == ["%of1", "%of1"]
    place = writer.variable(V)
    assert writer.load(writer.address("%b", "0"), 2) == Number("%3", 2)
    assert writer.load(writer.address("%b", "%i")) == Number("%5")
    assert place == "%kept2"
    assert writer.allocated == ["  %of1 = load i64, ptr %a", "  %kept2 = alloca <2 x double>"]
    assert [line.strip() for line in writer.lines] == [
        "store <2 x double> %v, ptr %kept2",
        "%3 = load <2 x double>, ptr %b, align 8",
        "%4 = getelementptr inbounds double, ptr %b, i64 %i",
        "%5 = load double, ptr %4, align 8",
    ]


def test_lanes_are_added_half_to_half() -> None:
    writer = Writer()
    assert writer.reduced("+", Number("%x", 5)) == Number("%8")
    assert [line.strip() for line in writer.lines] == [
        "%1 = shufflevector <5 x double> %x, <5 x double> poison, <2 x i32> <i32 0, i32 1>",
        "%2 = shufflevector <5 x double> %x, <5 x double> poison, <2 x i32> <i32 2, i32 3>",
        "%3 = extractelement <5 x double> %x, i64 4",
        "%4 = fadd <2 x double> %1, %2",
        "%5 = extractelement <2 x double> %4, i64 0",
        "%6 = extractelement <2 x double> %4, i64 1",
        "%7 = fadd double %5, %6",
        "%8 = fadd double %7, %3",
    ]


def test_a_loop_goes_on_by_one_and_what_a_loop_of_one_round_knows_is_forgotten_too() -> None:
    writer = Writer()
    with writer.loop(0, "%n"):
        pass
    assert "  %next1 = add nsw i64 %at1, 1" in writer.lines
    with writer.loop(5, 6) as at:
        assert (at, writer.plus("%i", at)) == ("5", "%2")
    assert writer.plus("%i", "5") == "%3"


@pytest.mark.parametrize(("lanes", "sums"), [(1, 0), (2, 1), (3, 2), (4, 2), (6, 3), (7, 4), (8, 3)])
def test_lanes_are_added_up_in_as_few_steps_as_they_can_be_halved(lanes: int, sums: int) -> None:
    writer = Writer()
    assert writer.reduced("max", Number("%x", lanes)).lanes == 1
    assert sum("fcmp" in line for line in writer.lines) == sums
    assert Number("%x").lanes == 1


def test_constants_are_written_in_every_lane_and_numbers_that_have_them_stay() -> None:
    writer = Writer()
    assert writer.spread(constant(1.0), 2) == Number(f"<double {C1}, double {C1}>", 2)
    assert (writer.spread(V, 2), writer.spread(X, 1), writer.lane(X, 0), writer.joined([X])) == (V, X, X, X)
    assert writer.lines == []
    assert writer.lane(Number("%c", 2, "i1"), 1) == Number("%1", 1, "i1")
    assert writer.lines == ["  %1 = extractelement <2 x i1> %c, i64 1"]
