"""Kernels as machine code, by LLVM: compiled once in a process, and a loop that calls those of a plan."""

import ctypes
from functools import cache, lru_cache
from itertools import count
from typing import Any

from engine.missing.packages import needed_for
from engine.printing.grid import Kernel
from engine.printing.vectors import llvm

LOOP = """
define double @through(ptr %step, i64 %count, i64 %by, i64 %kernel, ptr %results, ptr %values, ptr %gradients,
    ptr %tables, i64 %examples, ptr %checked, i64 %many) nounwind {
entry:
  br label %loop
loop:
  %at = phi ptr [ %step, %entry ], [ %next, %again ]
  %left = phi i64 [ %count, %entry ], [ %less, %again ]
  %done = icmp eq i64 %left, 0
  br i1 %done, label %end, label %body
body:
  %which = getelementptr i64, ptr %at, i64 %kernel
  %code = load ptr, ptr %which, align 8
  %none = icmp eq ptr %code, null
  br i1 %none, label %again, label %run
run:
  %description = getelementptr i64, ptr %at, i64 2
  %first = load i64, ptr %description, align 8
  %own = getelementptr double, ptr %results, i64 %first
  call void %code(ptr %values, ptr %gradients, ptr %own, ptr %tables, ptr %description, i64 %examples)
  br label %again
again:
  %next = getelementptr i64, ptr %at, i64 %by
  %less = sub i64 %left, 1
  br label %loop
end:
  br label %check
check:
  %i = phi i64 [ 0, %end ], [ %more, %look ]
  %sum = phi double [ 0.0, %end ], [ %added, %look ]
  %seen = icmp eq i64 %i, %many
  br i1 %seen, label %out, label %look
look:
  %where = getelementptr double, ptr %checked, i64 %i
  %x = load double, ptr %where, align 8
  %nothing = fmul double %x, 0.0
  %added = fadd reassoc double %sum, %nothing
  %more = add i64 %i, 1
  br label %check
out:
  ret double %sum
}
"""


class Code:
    """A compiled function: it lives as long as somebody has it, and begins at `address`."""

    made = count()

    def __init__(self, text: str, name: str) -> None:
        binding, machine, compiler = llvm_here()
        module = binding.parse_assembly(text)
        module.triple, module.data_layout = machine.triple, str(machine.target_data)
        # Kernels come in vectors and unrolled: more of it, or level 3, takes longer and makes nothing faster.
        tuning = binding.create_pipeline_tuning_options(speed_level=1)
        tuning.loop_vectorization, tuning.loop_unrolling, tuning.slp_vectorization = True, False, False
        builder = binding.create_pass_builder(machine, tuning)
        builder.getModulePassManager().run(module, builder)
        library = binding.JITLibraryBuilder().add_object_img(machine.emit_object(module)).add_current_process()
        self._kept = library.export_symbol(name).link(compiler, f"{name}{next(self.made)}")
        self.address = int(self._kept[name])


@cache
def llvm_here() -> tuple[Any, Any, Any]:
    """Return LLVM, the machine that this is, and what makes code that runs on it."""
    with needed_for("compile()", "native"):
        from llvmlite import binding  # type: ignore[import-untyped]
    binding.initialize_native_target()
    binding.initialize_native_asmprinter()
    target = binding.Target.from_triple(binding.get_process_triple())
    cpu, features = binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    machine = target.create_target_machine(cpu=cpu, features=features, opt=2, jit=True)
    return binding, machine, binding.create_lljit_compiler(machine)


@lru_cache(maxsize=1024)
def compiled(kernel: Kernel) -> Code:
    """Return a kernel as machine code."""
    name = f"{kernel.row.name}_{'forward' if kernel.wanted is None else 'backward'}"
    return Code(llvm(kernel, name), name)


@cache
def through() -> tuple[Code, Any]:
    """Return the loop through the steps as a function for Python."""
    code, whole, pointer = Code(LOOP, "through"), ctypes.c_int64, ctypes.c_void_p
    arguments = pointer, whole, whole, whole, pointer, pointer, pointer, pointer, whole, pointer, whole
    return code, ctypes.CFUNCTYPE(ctypes.c_double, *arguments)(code.address)
