"""What an exercise can be about, each the right way and cut open where people go wrong.

cell      one LSTM cell over a sequence, with or without peepholes
layers    several layers and two directions
backward  the gradients of one layer
training  loss, sampling and truncated backpropagation

A subject offers `RIGHT`, made of small functions; a mistake is RIGHT with one of them replaced.
"""
