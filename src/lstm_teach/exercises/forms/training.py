"""Answers about training: a loss, sampling, and what goes from chunk to chunk."""

from ..answers import Refusal, pick
from ..subjects.training import RIGHT_CHUNKS, ChunksCase, LossCase, SamplingCase
from .call import CallForm, Prepared

LOSS = CallForm(
    subject="loss",
    arguments=("logits", "tokens"),
    inputs=lambda case: (case.logits, case.tokens),
    sizes={"loss": lambda case: {}},
    imitation=lambda variant: (
        lambda logits, tokens: variant.run(LossCase("", logits, tokens))["loss"]
    ),
    library="torch",
)

SAMPLING = CallForm(
    subject="sampling",
    arguments=("logits", "temperature"),
    inputs=lambda case: (case.logits, case.temperature),
    sizes={"probabilities": lambda case: dict(zip("BV", case.logits.shape, strict=True))},
    imitation=lambda variant: (
        lambda logits, T: variant.run(SamplingCase("", logits, T))["probabilities"]
    ),
    library="torch",
)


class ChunksForm(CallForm):
    """carry(h, c) -> h, c for the next chunk. What is compared are numbers and gradients."""

    def call(self, prepared: Prepared, case: ChunksCase) -> dict:
        """h and c handed on, and the gradients of the second chunk.

        Raises:
            NotAttempted, Refusal: nothing, or the wrong kind of thing, came back.
        """

        def carry(h, c):
            found = pick(prepared.function(h, c), ("h", "c"), "Your function")
            for name, state in found.items():
                if getattr(state, "shape", None) != h.shape or not hasattr(state, "detach"):
                    raise Refusal(
                        "shape", f"{name} is not a tensor of shape {tuple(h.shape)} any more."
                    )
            return found["h"], found["c"]

        return RIGHT_CHUNKS.but(carry=carry).run(case)


CHUNKS = ChunksForm(
    subject="chunks",
    arguments=("h", "c"),
    inputs=lambda case: (),
    sizes={
        "h": lambda case: dict.fromkeys("BH"),
        "c": lambda case: dict.fromkeys("BH"),
        "W_x": lambda case: dict.fromkeys(("4H", "D")),
        "W_h": lambda case: dict.fromkeys(("4H", "H")),
    },
    imitation=lambda variant: variant.carry,
    library="torch",
)
