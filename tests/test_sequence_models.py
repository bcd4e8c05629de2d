"""The four heads: what they read, what they write, and what they refuse."""

import numpy as np
import pytest
import torch
from torch import nn

from lstm_teach import layers, models
from refusal import assert_refused

KINDS = [layers.LSTM, layers.GRU, layers.RNN, nn.LSTM, nn.GRU, nn.RNN]
V, D, H = 7, 5, 6
LENGTHS = torch.tensor([4, 9, 1])


def name_of(kind) -> str:
    return f"{kind.__module__.split('.')[0]}.{kind.__name__}"


def seeded(seed=0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def words(T=9, B=3, vocab=V) -> torch.Tensor:
    return torch.randint(0, vocab, (T, B), generator=seeded())


def char_lm(seed=0, scale=1.0, **settings) -> models.CharLM:
    """Weights scaled up, so that what is likely changes from step to step."""
    torch.manual_seed(seed)
    model = models.CharLM(layers.LSTM(D, H, **settings), V)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(scale)
    return model


def seq2seq(kind=layers.LSTM, seed=0, **settings) -> models.Seq2Seq:
    torch.manual_seed(seed)
    model = models.Seq2Seq(kind(D, H, **settings), kind(4, H, **settings), V, 8, start=6, end=2)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(4)
        model.head.bias.zero_()
    return model


# Classifier: the last real step


@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_a_classifier_reads_each_sequence_to_its_own_end(kind, bidirectional):
    """Padded together, or each by itself: the same logits. Garbage in the padding does nothing."""
    torch.manual_seed(0)
    model = models.Classifier(kind(D, H, 2, bidirectional=bidirectional), 3, V)
    together = model(words(), LENGTHS)
    assert together.shape == (3, 3)
    for b, length in enumerate(LENGTHS.tolist()):
        alone = model(words()[:length, b : b + 1])
        torch.testing.assert_close(together[b], alone[0])
    other = words()
    other[4:, 0] = 1 - other[4:, 0].clamp(max=1)
    torch.testing.assert_close(model(other, LENGTHS), together, rtol=0, atol=0)


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_a_classifier_scores_the_last_h_of_the_top_layer(kind):
    """The backward half is where it ended, which is step 0."""
    torch.manual_seed(0)
    xs, model = torch.randn(9, 3, D), models.Classifier(kind(D, H, 2), 3)
    torch.testing.assert_close(model(xs), model.head(model.layer(xs)[0][-1]))
    both = models.Classifier(kind(D, H, 2, bidirectional=True), 3)
    output = both.layer(xs)[0]
    ended = torch.cat([output[-1, :, :H], output[0, :, H:]], dim=1)
    torch.testing.assert_close(both(xs), both.head(ended))
    assert not torch.allclose(both(xs), both.head(output[-1]), atol=1e-3)


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_reading_can_go_on_from_a_state(kind):
    """In two pieces, the second one padded, as in one."""
    model = models.Tagger(kind(D, H), 3, V)
    state = model.read(words()[:3])[1]
    whole, _ = model.read(words(), LENGTHS.clamp(min=4))
    output, _ = model.read(words()[3:], LENGTHS.clamp(min=4) - 3, state)
    torch.testing.assert_close(output, whole[3:])


def test_gradients_of_padding_are_zero():
    model = models.Classifier(layers.LSTM(D, H), 3)
    xs = torch.randn(9, 3, D, requires_grad=True)
    model(xs, LENGTHS).sum().backward()
    steps = torch.arange(9)[:, None] < LENGTHS
    assert (xs.grad[~steps] == 0).all()
    assert (xs.grad[steps].abs().sum(-1) > 0).all()


# Tagger and traces


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_a_tagger_answers_at_each_step(kind):
    model = models.Tagger(kind(D, H, bidirectional=True), 4, V)
    logits = model(words())
    expected = model.layer(model.embedding(words()))[0] @ model.head.weight.T + model.head.bias
    assert logits.shape == (9, 3, 4)
    torch.testing.assert_close(logits, expected)


@pytest.mark.parametrize("head", [models.Classifier, models.Tagger])
def test_traces_are_those_of_the_layer(head):
    model = head(layers.LSTM(D, H, bidirectional=True), 4, V)
    sentence = words()[:, :1]
    forward, backward = model.traces(sentence, tokens="abcdefghi")
    output, _ = model.layer(model.embedding(sentence))
    np.testing.assert_allclose(forward.h[:, 0], output[:, 0, :H].detach(), atol=1e-6)
    np.testing.assert_allclose(backward.h[::-1, 0], output[:, 0, H:].detach(), atol=1e-6)
    assert (forward.tokens, backward.tokens) == (tuple("abcdefghi"), tuple("ihgfedcba"))


@pytest.mark.parametrize("kind", [k for k in KINDS if k is not layers.LSTM], ids=name_of)
def test_a_layer_without_traces_says_so(kind):
    model = models.Tagger(kind(D, H), 4, V)
    assert_refused(model.traces, TypeError, "expected layers.LSTM, which shows", xs=words())


# CharLM: writing


def likeliest(model, prompt, length) -> list[int]:
    """Read everything so far again for each character: slow, and without a state to carry."""
    written = list(prompt)
    for _ in range(length):
        written.append(int(model(torch.tensor(written)[:, None])[-1, 0].argmax()))
    return written


@pytest.mark.parametrize("prompt", [[0], [3, 1, 4, 1, 5]])
def test_cold_sampling_writes_the_likeliest(prompt):
    model = char_lm(scale=3.0)
    expected = likeliest(model, prompt, 20)
    assert len(set(expected[len(prompt) :])) > 1
    assert model.generate(prompt, 20, 1e-6, generator=seeded()) == expected
    assert model.generate(prompt, 20, 5.0, top_k=1, generator=seeded()) == expected


def chi_square(counts: np.ndarray, p: np.ndarray) -> float:
    expected = counts.sum() * p
    return float(((counts - expected) ** 2 / expected).sum())


@pytest.mark.parametrize("top_k", [None, 3, V])
def test_what_is_drawn_follows_the_distribution(top_k):
    """Chi-square with 6 degrees of freedom is below 22.46 in 999 of 1000 cases."""
    model, generator = char_lm(scale=3.0), seeded()
    with torch.no_grad():
        logits = model(torch.tensor([[2], [5]]))[-1, 0].double().numpy()
    weights = np.exp(logits / 1.5)
    if top_k == 3:
        weights[np.argsort(logits)[:-3]] = 0
    p = weights / weights.sum()
    drawn = [model.generate([2, 5], 1, 1.5, top_k, generator=generator)[2] for _ in range(1500)]
    counts = np.bincount(drawn, minlength=V)
    assert (counts[p == 0] == 0).all()
    assert chi_square(counts[p > 0], p[p > 0]) < 22.46
    uniform = (p > 0) / (p > 0).sum()
    assert chi_square(counts[p > 0], uniform[p > 0]) > 22.46


def test_of_equal_logits_the_first_characters_are_kept():
    model = char_lm()
    with torch.no_grad():
        model.head.weight.zero_()
        model.head.bias.zero_()
    assert set(model.generate([0], 60, top_k=2, generator=seeded())) == {0, 1}


def test_the_same_seed_writes_the_same_and_the_global_state_is_left_alone():
    model = char_lm()
    before = torch.get_rng_state()
    one, same = (model.generate([1, 2], 30, generator=seeded(5)) for _ in range(2))
    assert one == same != model.generate([1, 2], 30, generator=seeded(6))
    assert one[:2] == [1, 2]
    assert len(one) == 32
    assert torch.equal(torch.get_rng_state(), before)


def test_writing_is_without_dropout_and_leaves_the_mode():
    model = char_lm(scale=3.0, num_layers=2, dropout=0.9).train()
    written = model.generate([0], 20, 1e-6, generator=seeded())
    assert model.training
    assert written == likeliest(model.eval(), [0], 20)


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_every_layer_can_write(kind):
    model = models.CharLM(kind(D, H, 2), V)
    assert model.generate([0, 1], 8, 1e-6, generator=seeded()) == likeliest(model, [0, 1], 8)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"prompt": []}, ValueError, "prompt is empty, expected at least one place"),
        ({"prompt": [0, 7]}, ValueError, "prompt is 7, expected a whole number from 0 to 6."),
        ({"prompt": [-1]}, ValueError, "prompt is -1, expected a whole number from 0 to 6."),
        ({"prompt": "ab"}, ValueError, "prompt is 'a', expected a whole number from 0 to 6."),
        ({"length": 0}, ValueError, "length is 0, expected a whole number of 1 or more."),
        ({"temperature": 0}, ValueError, "temperature is 0, expected a finite number above 0."),
        ({"temperature": -1.0}, ValueError, "temperature is -1.0, expected a finite number above"),
        ({"top_k": 0}, ValueError, "top_k is 0, expected a whole number of 1 or more."),
        ({"top_k": 8}, ValueError, "top_k is 8, expected 1 to V = 7. None means all."),
        ({"top_k": 2.0}, ValueError, "top_k is 2.0, expected a whole number of 1 or more."),
        ({"generator": 0}, TypeError, "generator is a int, expected a torch.Generator."),
    ],
)
def test_generate_refuses(change, error, message):
    generator = seeded()
    before = generator.get_state()
    settings = {"prompt": [0], "length": 3, "generator": generator, **change}
    assert_refused(char_lm().generate, error, message, **settings)
    assert torch.equal(generator.get_state(), before)


def test_a_model_that_diverged_says_so():
    model = char_lm()
    with torch.no_grad():
        model.head.bias[2] = float("nan")
    with pytest.raises(FloatingPointError, match="the logits hold NaN or infinity.*diverge"):
        model.generate([0], 5, generator=seeded())


# Seq2Seq


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_with_teacher_forcing_the_decoder_reads_the_right_words(kind):
    """Step by step, by hand: start, then each target, from the encoder's states."""
    model, targets = seq2seq(kind, num_layers=2), words(5, 3, 8)
    logits = model(words(), targets, LENGTHS)
    assert logits.shape == (5, 3, 8)
    for b, length in enumerate(LENGTHS.tolist()):
        state = model.encoder.layer(model.encoder.embedding(words()[:length, b : b + 1]))[1]
        read = torch.tensor([[model.start]])
        for t in range(5):
            output, state = model.decoder.layer(model.decoder.embedding(read), state)
            torch.testing.assert_close(logits[t, b], model.head(output[0, 0]))
            read = targets[t : t + 1, b : b + 1]


def written_by_hand(model, source, steps) -> list[int]:
    state = model.encoder.layer(model.encoder.embedding(torch.tensor(source)[:, None]))[1]
    read, written = model.start, []
    for _ in range(steps):
        output, state = model.decoder.layer(model.decoder.embedding(torch.tensor([[read]])), state)
        read = int(model.head(output[0, 0]).argmax())
        if read == model.end:
            break
        written.append(read)
    return written


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_greedy_decoding_reads_what_it_wrote(kind):
    model, sources = seq2seq(kind), [*([a] for a in range(V)), [0, 1, 2], [6, 5, 4, 3]]
    expected = [written_by_hand(model, source, 6) for source in sources]
    assert len({tuple(words) for words in expected}) > 1
    assert [model.translate(source, 6) for source in sources] == expected


@pytest.mark.parametrize("seed", range(6))
def test_a_batch_is_decoded_as_each_by_itself_and_ends_stay_ends(seed):
    """With the seeds 0 and 1 the decoder would say more after its first end."""
    model = seq2seq(layers.GRU, seed)
    rows = model.greedy(words(), 6, LENGTHS).T.tolist()
    for b, length in enumerate(LENGTHS.tolist()):
        alone = model.translate(words()[:length, b].tolist(), 6)
        assert rows[b] == alone + [model.end] * (6 - len(alone))


def test_decoder_traces_start_where_the_encoder_ended():
    model, targets = seq2seq(), words(5, 3, 8)
    [encoder] = model.traces(words())
    [decoder] = model.decoder_traces(words(), targets, tokens="abcde")
    np.testing.assert_allclose(decoder.h0, encoder.h[-1], atol=1e-6)
    np.testing.assert_allclose(decoder.c0, encoder.c[-1], atol=1e-6)
    logits = model.head(torch.from_numpy(decoder.h.copy()))
    torch.testing.assert_close(logits, model(words(), targets))
    assert decoder.tokens == tuple("abcde")


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"tokens": []}, ValueError, "tokens is empty, expected at least one word to translate."),
        ({"tokens": [7]}, ValueError, "tokens is 7, expected a whole number from 0 to 6."),
        ({"max_length": 0}, ValueError, "max_length is 0, expected a whole number of 1 or more."),
    ],
)
def test_translate_refuses(change, error, message):
    settings = {"tokens": [0], "max_length": 3, **change}
    assert_refused(seq2seq().translate, error, message, **settings)


# Refused


LSTM = layers.LSTM


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: models.Classifier(layers.LSTM, 2), TypeError, "layer is a type, expected layers."),
        (lambda: models.Tagger(nn.Linear(2, 2), 2), TypeError, "layer is a Linear, expected"),
        (
            lambda: models.Classifier(LSTM(2, 2, batch_first=True), 2),
            ValueError,
            "layer.batch_first is True, expected False. The models are time first",
        ),
        (lambda: models.Classifier(LSTM(2, 2), 0), ValueError, "n_classes is 0, expected a whole"),
        (lambda: models.Tagger(LSTM(2, 2), 0), ValueError, "n_tags is 0, expected a whole number"),
        (lambda: models.Tagger(LSTM(2, 2), 2, 0), ValueError, "vocab_size is 0, expected a whole"),
        (
            lambda: models.CharLM(LSTM(2, 2, bidirectional=True), 3),
            ValueError,
            "layer.bidirectional is True, expected False. The backward direction would read",
        ),
        (
            lambda: models.Seq2Seq(LSTM(2, 3), LSTM(2, 4), 5, 5, 0, 1),
            ValueError,
            "decoder.hidden_size is 4, expected 3 like the encoder.",
        ),
        (
            lambda: models.Seq2Seq(LSTM(2, 3), LSTM(2, 3, 2), 5, 5, 0, 1),
            ValueError,
            "decoder.num_layers is 2, expected 1 like the encoder.",
        ),
        (
            lambda: models.Seq2Seq(LSTM(2, 3), layers.GRU(2, 3), 5, 5, 0, 1),
            ValueError,
            "decoder is a GRU and encoder a LSTM, expected the same kind.",
        ),
        (
            lambda: models.Seq2Seq(layers.GRU(2, 3), layers.RNN(2, 3), 5, 5, 0, 1),
            ValueError,
            "decoder is a RNN and encoder a GRU, expected the same kind.",
        ),
        (
            lambda: models.Seq2Seq(LSTM(2, 3), LSTM(2, 3), 5, 5, 1, 1),
            ValueError,
            "end is 1 and start is 1, expected two different marks.",
        ),
        (
            lambda: models.Classifier(nn.LSTM(2, 4, proj_size=2), 2),
            ValueError,
            "layer.proj_size is 2, expected 0.",
        ),
        (
            lambda: models.Seq2Seq(LSTM(2, 3, bidirectional=True), LSTM(2, 3), 5, 5, 0, 1),
            ValueError,
            "encoder.bidirectional is True, expected False.",
        ),
        (
            lambda: models.Seq2Seq(LSTM(2, 3), LSTM(2, 3), 5, 5, 0, 5),
            ValueError,
            "end is 5, expected a whole number from 0 to 4.",
        ),
    ],
)
def test_parts_that_do_not_fit_are_refused(call, error, message):
    assert_refused(call, error, message)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"xs": words().numpy()}, TypeError, "xs is a ndarray, expected a tensor. Did you forget"),
        ({"xs": words().float()}, TypeError, "xs has dtype torch.float32, expected whole numbers"),
        ({"xs": words()[:, 0]}, ValueError, "xs has shape (9,), expected (T, B) = (any, any)."),
        ({"xs": words() + 1}, ValueError, "xs has 7, expected 0 to 6: the vocabulary has 7 words"),
        ({"xs": words() - 1}, ValueError, "xs has -1, expected 0 to 6"),
        ({"lengths": [3, 10, 1]}, ValueError, "lengths has 10 at index 1, expected 1 to T = 9."),
        ({"lengths": [3, 0, 1]}, ValueError, "lengths has 0 at index 1, expected 1 to T = 9."),
        ({"lengths": [3, 1]}, ValueError, "lengths has shape (2,), expected (B,) = (3,)."),
        ({"lengths": [3.0, 1.0, 2.0]}, TypeError, "lengths has dtype torch.float32, expected"),
    ],
)
@pytest.mark.parametrize("kind", [layers.LSTM, nn.LSTM], ids=name_of)
def test_inputs_that_do_not_fit_are_refused(kind, change, error, message):
    for model in (models.Classifier(kind(D, H), 2, V), models.Tagger(kind(D, H), 2, V)):
        assert_refused(model, error, message, **{"xs": words(), "lengths": LENGTHS, **change})


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
@pytest.mark.parametrize(
    ("xs", "error", "message"),
    [
        (torch.zeros(5, D), ValueError, "xs has shape (5, 5), expected (T, B, D) = (any, any, 5)."),
        (torch.zeros(5, 3, 2), ValueError, "xs has shape (5, 3, 2), expected (T, B, D) = (any"),
        (np.zeros((5, 3, D), np.float32), TypeError, "xs is a ndarray, expected a tensor."),
        (torch.zeros(5, 3, D, dtype=torch.float64), TypeError, "xs has dtype torch.float64, expec"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(kind, xs, error, message):
    for model in (models.Classifier(kind(D, H), 2), models.Tagger(kind(D, H), 2)):
        assert_refused(model, error, message, xs=xs)
        assert_refused(model, error, message, xs=xs, lengths=torch.tensor([5, 2, 1]))


def test_the_two_halves_of_a_pair_may_be_ours_and_torchs():
    """nn.LSTM and layers.LSTM are the same kind."""
    model = models.Seq2Seq(nn.LSTM(2, 3), LSTM(2, 3), V, 5, 0, 1)
    assert model(words(), words(4, vocab=5)).shape == (4, 3, 5)


def test_targets_that_do_not_fit_are_refused():
    model = seq2seq()
    for targets, message in (
        (words(5, 3, 8) + 1, "targets has 8, expected 0 to 7"),
        (words(5, 2, 8), "targets has shape (5, 2), expected (T, B) = (any, 3)."),
    ):
        assert_refused(model, ValueError, message, xs=words(), targets=targets)
