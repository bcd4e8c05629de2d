"""How an answer is called: one form per kind of answer.

call      a function called once per case: a gate, a loss, a backward pass
step      a function called once per time step
module    a torch.nn.Module class, whose weights are filled in first (filled, parameters)
value     an array, a shape, a text
judged    answers about other people's cells: break a check, name a mistake
wired     weights set by hand, which have to solve a puzzle
"""
