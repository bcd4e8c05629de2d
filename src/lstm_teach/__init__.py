"""lstm_teach: the LSTM, opened up. The map of the rooms, and nothing else.

    shapes      one error format for the whole package
    layouts     where other places keep the numbers of a layer
    weights     LSTMWeights: the numbers of one layer, in and out of every layout
    trace       Trace: what one run of a cell remembered
    cells       plain (raw Python), gates and stacked (NumPy), torch_cell (PyTorch)
    models      short heads on the cells
    tasks       tiny data sets, made here, seeded
    training    one plain loop, with snapshots
    palette     the colour of each gate, light and dark
    figures     a Trace as a static picture
    live        a Trace as a picture that moves
    published   figures that others published and that the series reproduces

Import the room you need: `from lstm_teach.cells import stacked`. This file imports none of
them, so that the NumPy rooms work where PyTorch is not installed.
"""

__version__ = "0.1.0"
