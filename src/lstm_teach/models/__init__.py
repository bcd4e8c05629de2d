"""Short heads on the cells and layers.

hello       CharModel: the published model of notebook 05
reader      what the next three share: an embedding, a layer, its traces
classifier  Classifier: many to one
tagger      Tagger: many to many
char_lm     CharLM: the next character, and writing
seq2seq     Seq2Seq: one sequence in, another out
"""

from .char_lm import CharLM
from .classifier import Classifier
from .hello import CharModel, Prediction
from .probabilities import probabilities
from .seq2seq import Seq2Seq
from .tagger import Tagger

__all__ = [
    "CharLM",
    "CharModel",
    "Classifier",
    "Prediction",
    "Seq2Seq",
    "Tagger",
    "probabilities",
]
