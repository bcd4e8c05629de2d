"""What sliders.py compares with: notebook cells that show the same with `interact` and matplotlib.

Each is what one would write first: a function that draws the figure anew at every move.
"""

TRAINING = """import matplotlib.pyplot as plt
from ipywidgets import IntSlider, SelectionSlider, interact
from lstm_teach.palette import NAMES
%matplotlib inline

def draw(t, epoch):
    k = history.epochs.index(epoch)
    fig, axes = plt.subplots(3, 3, figsize=(10, 7))
    for ax, name in zip(axes.flat, NAMES):
        image = ax.imshow(getattr(history.traces[k], name)[:, 0].T, aspect="auto")
        ax.set_title(f"{name} {NAMES[name]}")
        ax.set_xticks(range(4), "hell")
        ax.axvline(t, color="red")
        fig.colorbar(image)
    axes[2, 0].barh(task.vocab, history.probabilities[k, t, 0])
    axes[2, 1].semilogy(history.losses)
    axes[2, 1].axvline(epoch)
    axes[2, 2].axis("off")
    fig.tight_layout()
    plt.show()

interact(draw, t=IntSlider(0, 0, 3), epoch=SelectionSlider(options=history.epochs, value=200));"""

PLAYGROUND = """import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact
from lstm_teach.live import memory
%matplotlib inline

def draw(i, f, o):
    trace = memory.run({"i": i, "f": f, "g": 0, "o": o}, [0, 0, 1] + 17 * [0], True)
    fig, (top, bottom) = plt.subplots(2, 1, figsize=(7, 5))
    top.bar(range(20), trace.g[:, 0, 0])
    bottom.plot(trace.c[:, 0, 0], label="c")
    bottom.plot(trace.h[:, 0, 0], label="h")
    bottom.legend()
    fig.tight_layout()
    plt.show()

limits = {"min": 0, "max": 1, "step": 0.01, "value": 0.9}
interact(draw, i=FloatSlider(**limits), f=FloatSlider(**limits), o=FloatSlider(**limits));"""

GATE = """import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact
from lstm_teach.cells.gates import sigmoid
%matplotlib inline
xs = np.linspace(-2, 2, 41)

def draw(weight, bias, x):
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.5))
    for ax, squash in zip(axes, (sigmoid, np.tanh)):
        ax.plot(xs, squash(weight * xs + bias))
        ax.plot(x, squash(np.array(weight * x + bias)), "o")
    plt.show()

interact(draw, weight=(-10, 10), bias=(-5, 5), x=(-2.0, 2.0));"""

SAMPLING = """import matplotlib.pyplot as plt
from ipywidgets import interact
%matplotlib inline

def draw(temperature, t):
    rng = torch.Generator().manual_seed(0)
    written = model.generate(1, 24, temperature, rng)
    with torch.no_grad():
        logits = model(torch.eye(4)[written[: t + 1]][:, None]).logits[-1, 0]
    fig, ax = plt.subplots(figsize=(7, 2.5))
    ax.barh(task.vocab, (logits / temperature).softmax(0))
    ax.set_title("".join(task.vocab[k] for k in written))
    plt.show()

interact(draw, temperature=(0.1, 5.0), t=(0, 23));"""

WIRING = """import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact
from lstm_teach import handwired
from lstm_teach.cells import stacked
%matplotlib inline
puzzle = handwired.puzzle("latch")
codes = [[puzzle.code[puzzle.symbols.index(s)] for s in text] for text in puzzle.shown]
xs = np.array(codes, dtype=float).T[..., None]
low, high = np.array([puzzle.wanted(text) for text in puzzle.shown]).transpose(2, 1, 0)

def draw(**numbers):
    gates = {n: [numbers[f"{n}_{part}"] for part in ("x", "h", "b")] for n in "ifgo"}
    trace = stacked.run(handwired.one_unit(**gates), xs)
    right = (low <= trace.c[..., 0]) & (trace.c[..., 0] <= high)
    fig, (lights, states, gate_lines) = plt.subplots(3, 1, figsize=(7, 7))
    lights.imshow(right.T, aspect="auto")
    for b, text in enumerate(puzzle.shown):
        for t, symbol in enumerate(text):
            lights.text(t, b, symbol)
    states.fill_between(range(9), low[:, 0], np.minimum(high[:, 0], 1.2), alpha=0.3)
    for name in "ch":
        states.plot(getattr(trace, name)[:, 0, 0], label=name)
    for name in "ifgo":
        gate_lines.plot(getattr(trace, name)[:, 0, 0], label=name)
    states.legend()
    gate_lines.legend()
    fig.tight_layout()
    plt.show()

limits = {"min": -20, "max": 20, "step": 0.5, "value": 0.0}
interact(draw, **{f"{n}_{part}": FloatSlider(**limits) for n in "ifgo" for part in "xhb"});"""

INTERVENTIONS = """import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact
from lstm_teach import interventions
%matplotlib inline
taken = view.subject

def draw(value):
    edits = [(0, interventions.clamp("c", value, units=5, steps=20))]
    runs = [taken.run(), taken.run(edits)]
    before, after = (traces[0].c[:, 0].T for traces in runs)
    fig, axes = plt.subplots(2, 3, figsize=(12, 6))
    for ax, cells in zip(axes[0], (before, after, after - before)):
        fig.colorbar(ax.imshow(cells, aspect="auto"))
        ax.set_xticks(range(64), taken.tokens)
    shares = [taken.expects(traces) for traces in runs]
    for ax, row in zip(axes[1], shares):
        ax.barh(taken.choices, row[20])
    axes[1, 2].axis("off")
    axes[1, 2].text(0, 0.5, " ".join(taken.choices[k] for k in shares[1].argmax(-1)), wrap=True)
    fig.tight_layout()
    plt.show()

interact(draw, value=FloatSlider(0, min=-2, max=2, step=0.05));"""

HIGHWAY = """import matplotlib.pyplot as plt
from ipywidgets import interact
from lstm_teach.gradients import flow
%matplotlib inline

def draw(bias, back, seed):
    size = {"T": 100, "H": 64, "D": 8, "B": 1, "seed": seed}
    measured, default = flow(forget_bias=bias, **size), flow(**size)
    fig, ax = plt.subplots(figsize=(9, 3.5))
    lines = {"dc": measured.dc, "gates": measured.forget_product, "default": default.dc}
    for name, norms in lines.items():
        ax.semilogy(norms[::-1] / norms[-1], label=name)
    ax.axvline(back)
    ax.legend()
    plt.show()

interact(draw, bias=(0.0, 5.0, 0.5), back=(0, 99), seed=(0, 4));"""
