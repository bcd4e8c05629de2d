"""lstm_teach: the LSTM, opened up. The map of the rooms, and nothing else.

    shapes          one error format for the whole package
    modes           training or eval mode for a moment
    layouts         where other places keep the numbers of a layer
    weights         LSTMWeights: the numbers of one layer, in and out of every layout
    trace           Trace: what one run of a cell remembered
    gradient_trace  Gradients: what one backward pass gives
    cells           plain (raw Python), gates and stacked (NumPy), torch_cell (PyTorch)
    gradients       gradients compared, checked by differences, and measured over time
    layers          many cells deep, both ways: what nn.LSTM does, from our own cell
    handwired       LSTMs whose weights are set by hand
    models          short heads on the cells and layers
    tasks           tiny data sets, made here, seeded
    training        one plain loop, with snapshots
    numpy_training  the same loop without PyTorch
    interpret       which unit tells what, with a baseline of chance
    interventions   a run with gates or states clamped, zeroed, frozen or swapped
    published       figures that others published and that the series reproduces
    palette         the colour of each gate, light and dark
    figures         a Trace as a static picture
    live            a Trace as a picture that moves
    exercises       checkers, the bank of known mistakes, the solutions
    server          one setting of JupyterLab as make lab starts it

Each room imports only from rooms above it in this list; a test holds them to it.
Import the room you need: `from lstm_teach.cells import stacked`. This file imports none of
them, so that the NumPy rooms work where PyTorch is not installed.
"""

__version__ = "0.1.0"
