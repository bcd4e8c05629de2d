"""Figures that others published for exactly this material, with the settings that produce them.

They are golden values: tests and notebooks compare their own numbers with these, to every
printed digit. "Recorded" marks rows that the source prints but that were taken from our own run.
"""

# A. A cell with 3 inputs, 5 hidden units and 200 counted-up weights.
# Source: J. McCaffrey, blog, "I Simulate a PyTorch LSTM from Scratch". nn.LSTM(3, 5) filled with
# 0.01, 0.02, ... 2.00 in parameters() order; two inputs; zero initial states; 4 decimals printed.
COUNTING_D, COUNTING_H = 3, 5
COUNTING_INPUTS = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
COUNTING_H_FINAL = (0.9618, 0.9623, 0.9626, 0.9629, 0.9631)
COUNTING_C_FINAL = (1.9700, 1.9760, 1.9807, 1.9843, 1.9872)

# B. "hello", character by character.
# Source: a PyTorch notebook series, "Building a simple LSTM network". Vocabulary: e h l o, one-hot.
HELLO_TEXT, HELLO_VOCAB, HELLO_TARGETS = "hello", ("e", "h", "l", "o"), (0, 2, 2, 3)

# One step: torch.manual_seed(0), cell 4 -> 4, input 'h', zero states; 2 decimals printed.
HELLO_SINGLE_STEP = {
    "f": (0.47, 0.40, 0.51, 0.40),
    "i": (0.51, 0.58, 0.37, 0.46),
    "g": (-0.57, -0.07, -0.13, -0.03),
    "o": (0.66, 0.56, 0.51, 0.49),
    "c": (-0.29, -0.04, -0.05, -0.02),
    "h": (-0.19, -0.02, -0.02, -0.01),
}

# Training: torch.manual_seed(0), cell 4 -> 8, then nn.Linear(8, 4) on h; mean cross-entropy; Adam.
HELLO_SEED, HELLO_HIDDEN, HELLO_LR, HELLO_EPOCHS = 0, 8, 0.1, 200
HELLO_LOSSES = {0: 1.2731, 20: 0.0013, 40: 0.0001, 60: 0.0000, 80: 0.0000, 100: 0.0000}

# The trained model reading "hell": one row of 8 units per step, 2 decimals printed. f at step 0
# and c at step 3 are quoted from the source; the other 22 rows are recorded.
HELLO_TRAINED = {
    "f": (
        (0.36, 0.64, 0.43, 0.55, 0.59, 0.74, 0.63, 0.79),
        (0.04, 0.01, 0.00, 0.01, 1.00, 1.00, 0.05, 1.00),
        (0.50, 0.98, 0.98, 1.00, 0.33, 0.47, 0.99, 0.99),
        (0.07, 1.00, 1.00, 1.00, 0.02, 0.02, 1.00, 0.98),
    ),
    "i": (
        (0.87, 0.92, 0.97, 0.95, 0.94, 0.98, 0.94, 0.40),
        (1.00, 0.36, 0.99, 0.03, 0.95, 0.80, 0.16, 1.00),
        (1.00, 1.00, 1.00, 1.00, 1.00, 0.99, 1.00, 0.99),
        (0.99, 1.00, 1.00, 1.00, 1.00, 1.00, 1.00, 0.99),
    ),
    "g": (
        (-0.98, 0.96, 0.99, 1.00, 0.99, -1.00, 0.98, 0.50),
        (1.00, -0.63, -1.00, 0.92, 1.00, -1.00, 0.51, -1.00),
        (0.80, -1.00, -1.00, 1.00, 0.73, -0.65, -1.00, -1.00),
        (-0.99, -1.00, -1.00, 1.00, -0.98, 0.97, -1.00, -1.00),
    ),
    "o": (
        (0.93, 0.95, 0.98, 0.96, 0.82, 0.97, 0.93, 0.28),
        (1.00, 0.10, 0.94, 0.00, 1.00, 0.98, 0.07, 1.00),
        (1.00, 1.00, 1.00, 0.88, 1.00, 1.00, 1.00, 1.00),
        (1.00, 1.00, 1.00, 0.99, 1.00, 1.00, 1.00, 0.99),
    ),
    "c": (
        (-0.85, 0.89, 0.96, 0.95, 0.94, -0.98, 0.91, 0.20),
        (0.97, -0.22, -0.98, 0.04, 1.89, -1.78, 0.13, -0.80),
        (1.28, -1.21, -1.96, 1.04, 1.35, -1.48, -0.87, -1.78),
        (-0.89, -2.21, -2.95, 2.04, -0.96, 0.94, -1.87, -2.74),
    ),
    "h": (
        (-0.64, 0.68, 0.73, 0.71, 0.60, -0.73, 0.67, 0.05),
        (0.75, -0.02, -0.71, 0.00, 0.95, -0.92, 0.01, -0.66),
        (0.85, -0.84, -0.96, 0.69, 0.87, -0.90, -0.70, -0.94),
        (-0.71, -0.98, -0.99, 0.96, -0.74, 0.74, -0.95, -0.98),
    ),
}

# E. Say what 30 steps were about, from the first and the last of them alone.
# Source: "LSTMs from Scratch", parts 1 to 3. An LSTM with Xavier weights and a forget bias of 1;
# Adam, the norm of the gradients clipped, the same training sequences in every epoch. The number
# of parameters is printed twice, differently. A plain RNN's plateau is asserted, not measured.
FIRST_LAST_SETTINGS = {
    "steps": 30, "layers": 2, "hidden": 128, "sequences": 5000, "epochs": 100,
    "lr": 1e-3, "halve_every": 20, "clip": 1.0,
}  # fmt: skip
FIRST_LAST_TEST = {1: 0.641, 5: 0.905, 17: 0.957, 100: 0.941}  # accuracy after an epoch; 17: peak
FIRST_LAST_TRAIN = {100: 1.0}
FIRST_LAST_PARAMETERS = (204_290, 197_378)
FIRST_LAST_RNN_PLATEAU = (0.60, 0.70)
