"""Answers that are a torch.nn.Module class: a cell whose weights are filled in before it runs."""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..answers import (
    NotAttempted,
    Refusal,
    is_missing,
    kind,
    pick,
    says_not_attempted,
    shaped,
)
from ..cases import cases_of_size, fixture
from ..layouts import Layout
from ..subjects.cell import QUANTITIES, Case
from .call import changed
from .parameters import fill, places
from .step import StepForm

D, H = 3, 5  # sizes of the first case: with D != H parameters are told apart by their shapes


@dataclass
class Module:
    """A learner's module, class or object, ready to be made, filled and called.

    Attributes:
        answer: the class, or an object of it.
        layout: the order of gates and of [h, x], or the learner's own load(module, weights).
        peephole: whether it should have peepholes. If it has some all the same, they are set to 1.
        made: the modules made so far, by their sizes.
        plan: which parameter holds what.
    """

    answer: object
    layout: "Layout | Callable"
    peephole: bool
    made: dict = field(default_factory=dict)
    plan: object = None

    def of_size(self, D: int, H: int):
        """The module of these sizes, made once.

        Raises:
            Refusal: the learner's function makes something else.
        """
        if (D, H) not in self.made:
            made = self.answer if is_module(self.answer) else self.answer(D, H)
            if not is_module(made):
                raise Refusal("not_callable", f"Your answer makes {kind(made)}, expected a module.")
            self.made[D, H] = copy.deepcopy(made)
        return self.made[D, H]

    def filled(self, case: Case):
        """The module with the weights of a case.

        Raises:
            Refusal: its parameters can't be told, or it computes in half precision.
        """
        import torch

        sizes = case.weights.D, case.weights.H
        module = self.of_size(*sizes)
        peepholes = case.peepholes if self.peephole else np.ones((3, case.weights.H))
        if callable(self.layout):
            fill(module, case.weights, peepholes, self.layout, "h")
        else:
            if self.plan is None:
                self.plan = plan(module, *sizes, self.layout)
            fill(module, case.weights, peepholes, self.plan, self.layout.first)
        dtype = next(module.parameters()).dtype
        if dtype not in (torch.float32, torch.float64):
            raise Refusal(
                "dtype", f"Your module computes in {dtype}, expected torch.float32 or float64."
            )
        return module

    def step_of(self, case: Case) -> Callable:
        """step(x, h_prev, c_prev) on arrays, without gradients.

        Raises:
            Refusal: weights that cannot be filled in; the step, where it changes its inputs.
        """
        import torch

        module = self.filled(case)
        forward, dtype = forward_of(module), next(module.parameters()).dtype

        def step(x, h_prev, c_prev):
            given = {"x": x, "h_prev": h_prev, "c_prev": c_prev}
            tensors = {n: torch.tensor(a, dtype=dtype) for n, a in given.items()}
            result = forward(*tensors.values())
            for name, tensor in tensors.items():
                if changed(tensor, given[name]):
                    raise Refusal(
                        "changed_inputs",
                        f"Your forward changed {name}, which it was given to read. The caller "
                        "still needs the old numbers. Make a new tensor instead.",
                    )
            return result

        return step


@dataclass(frozen=True)
class Imitation:
    """A variant in place of a learner's module."""

    variant: object

    def step_of(self, case: Case) -> Callable:
        """step(x, h_prev, c_prev) that makes the variant's mistake."""
        memory = {}

        def step(x, h_prev, c_prev):
            part = Case(case.name, case.weights, x[None], h_prev, c_prev, case.peepholes)
            memory["before"] = self.variant.run(part, memory.get("before"))
            return memory["before"]["h"][0], memory["before"]["c"][0]

        return step


@dataclass(frozen=True, eq=False)
class ModuleForm(StepForm):
    """Cell(input_size, hidden_size), whose forward(x, h_prev, c_prev) returns h, c."""

    def cases(self, answer=None) -> tuple[Case, ...]:
        """The fixture's cases; for an object of other sizes, cases of its own."""
        sizes = sizes_of(answer) if answer is not None and is_module(answer) else None
        if sizes in (None, (D, H)):
            every = vars(fixture())[self.subject]
            fitting = (case for case in every if (case.weights.D, case.weights.H) == sizes)
            return every if sizes is None else tuple(fitting)
        return cases_of_size(*sizes)

    def prepare(self, answer, layout) -> Module:
        """Check that the answer is a module class, or an object of one whose sizes are known.

        Raises:
            NotAttempted, Refusal: nothing, or something else.
        """
        if is_missing(answer):
            raise NotAttempted
        if is_module(answer) and sizes_of(answer) is None:
            raise Refusal(
                "not_callable",
                "Your module does not say its input_size and hidden_size. Pass the class itself, "
                "without brackets.",
            )
        if not callable(answer):
            raise Refusal(
                "not_callable",
                f"Your answer is {kind(answer)}, expected your class, a torch.nn.Module that is "
                "made with (input_size, hidden_size). Pass the class itself, without quotes.",
            )
        if not is_module(answer):
            try:
                inspect.signature(answer).bind(D, H)
            except TypeError:
                takes = ", ".join(inspect.signature(answer).parameters) or "no arguments"
                raise Refusal(
                    "arguments",
                    f"Your answer is made with {takes}; expected input_size, hidden_size.",
                ) from None
        return Module(answer, layout, self.subject == "peephole")

    def other_layouts(self, prepared: Module, layout) -> list[Layout]:
        """What else an undeclared layout may be: [x, h] is as good as [h, x] in one's own cell."""
        joined = any(place.source == "joined" for place in (prepared.plan or {}).values())
        return [Layout(first="x")] if joined and layout == Layout() else []

    def imitate(self, variant) -> Imitation:
        """A prepared answer that makes a known mistake."""
        return Imitation(variant)

    def call(self, prepared: Module | Imitation, case: Case) -> dict[str, np.ndarray]:
        """All steps of a case, each quantity (T, B, H).

        Raises:
            NotAttempted, Refusal: nothing, or the wrong kind of thing, came back.
        """
        step, (B, H), steps = prepared.step_of(case), case.h0.shape, []
        h, c = case.h0, case.c0
        for x in case.xs:
            found = pick(step(x, h, c), ("h", "c"), "Your forward")
            steps.append({n: shaped(n, found[n], B=B, H=H) for n in QUANTITIES if n in found})
            h, c = steps[-1]["h"], steps[-1]["c"]
        return {n: np.stack([step[n] for step in steps]) for n in steps[0]}

    def cut_gradients(self, prepared: Module, case: Case) -> list[str]:
        """The inputs whose gradient is missing or wrong after one step; empty when all is well."""
        from ...cells.torch_cell import LSTMCell

        peephole = self.subject == "peephole"
        cell = LSTMCell(case.weights.D, case.weights.H, peephole=peephole).double()
        reference = Module(cell, Layout(), peephole)
        ours, theirs = (gradients(m.filled(case), case) for m in (reference, prepared))
        return [
            name
            for name, grad in theirs.items()
            if grad is None or np.abs(grad - ours[name]).max() > 1e-3
        ]


def plan(module, D: int, H: int, layout: Layout):
    """Which parameter of a module of these sizes holds what.

    Raises:
        NotAttempted: that can't be told, because the module is still a stub.
        Refusal: that can't be told.
    """
    import torch

    try:
        shapes = {name: tuple(p.shape) for name, p in module.named_parameters()}
        return places(shapes, D, H, layout)
    except Refusal:
        try:
            forward_of(module)(torch.zeros(1, D), torch.zeros(1, H), torch.zeros(1, H))
        except Exception as error:
            if says_not_attempted(error):
                raise NotAttempted from None
        raise


def is_module(answer) -> bool:
    """Whether this is an object of a torch.nn.Module."""
    import torch

    return isinstance(answer, torch.nn.Module)


def sizes_of(module) -> tuple[int, int] | None:
    """D and H of a module that says them, or None."""
    sizes = getattr(module, "input_size", None), getattr(module, "hidden_size", None)
    return sizes if all(isinstance(size, int) for size in sizes) else None


def forward_of(module) -> Callable:
    """The module as a function of x, h_prev, c_prev, also where it takes x, (h_prev, c_prev).

    Raises:
        Refusal: it takes something else.
    """
    parameters = inspect.signature(module.forward)
    for count in (3, 2):
        try:
            parameters.bind(*range(count))
        except TypeError:
            continue
        return module if count == 3 else lambda x, h, c: module(x, (h, c))
    raise Refusal(
        "arguments",
        f"Your forward takes {', '.join(parameters.parameters) or 'no arguments'}; expected 3: "
        "x, h_prev, c_prev.",
    )


def gradients(module, case: Case) -> dict[str, np.ndarray | None]:
    """The gradient of a sum of outputs with respect to x, h_prev and c_prev, None where none."""
    import torch

    dtype = next(module.parameters()).dtype
    named = {"x": case.xs[0], "h_prev": case.h0, "c_prev": case.c0}
    inputs = [torch.tensor(a, dtype=dtype, requires_grad=True) for a in named.values()]
    found = pick(forward_of(module)(*inputs), ("h", "c"), "Your forward")
    total = (found["h"] + 2 * found["c"]).sum()
    if not total.requires_grad:
        return dict.fromkeys(named)
    grads = torch.autograd.grad(total, inputs, allow_unused=True)
    return {
        name: None if grad is None else grad.numpy()
        for name, grad in zip(named, grads, strict=True)
    }


def module_form(subject: str) -> ModuleForm:
    """The form of a cell with or without peepholes: subject "cell" or "peephole"."""
    return ModuleForm(
        subject=subject,
        arguments=("x", "h_prev", "c_prev"),
        inputs=None,
        sizes={"c": None, "h": None},
        imitation=None,
        library="torch",
    )
