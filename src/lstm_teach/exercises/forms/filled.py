"""A learner's module, made in any size and filled with given weights."""

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from ..answers import NotAttempted, Refusal, kind, pick, says_not_attempted
from ..layouts import Layout
from ..subjects.cell import Case
from .call import changed
from .parameters import fill, places


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
