"""Four ways to write the same cell. All of them give the same numbers; tests hold them to it.

plain       raw Python: lists of floats and the math module
gates       NumPy, one function per gate, to look inside
stacked     NumPy, one matrix product for all four gates, to be fast
torch_cell  PyTorch, one Linear per gate, to be trained
"""
