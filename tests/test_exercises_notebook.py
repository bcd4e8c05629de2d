"""Notebook 04 with its exercises filled in: every check passes. (Unfilled it runs in nbval.)"""

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "04_your_own_cell.ipynb"

LINES = """
        self.forget_gate = nn.Linear(hidden_size + input_size, hidden_size)
        self.candidate = nn.Linear(hidden_size + input_size, hidden_size)
        self.output_gate = nn.Linear(hidden_size + input_size, hidden_size)
"""
OWN = """
        f = torch.sigmoid(self.forget_gate(hx))  # (B, H)
        g = torch.tanh(self.candidate(hx))  # (B, H)
        o = torch.sigmoid(self.output_gate(hx))  # (B, H)
        c = f * c_prev + i * g  # (B, H)
        h = o * torch.tanh(c)  # (B, H)
        return h, c
"""
PEEPHOLES = """
        self.p_f = nn.Parameter(torch.zeros(hidden_size))
        self.p_o = nn.Parameter(torch.zeros(hidden_size))
"""
ORIGINAL = """
        f = torch.sigmoid(self.forget_gate(hx) + self.p_f * c_prev)  # (B, H)
        c = f * c_prev + i * torch.tanh(self.candidate(hx))  # (B, H)
        o = torch.sigmoid(self.output_gate(hx) + self.p_o * c)  # (B, H)
        return o * torch.tanh(c), c
"""
FOUR = """
        i, f, g, o = z.chunk(4, dim=1)
        c = torch.sigmoid(f) * c_prev + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c
"""
# For each exercise cell: the line of the stub that is replaced, and what a learner writes there.
FILLED = {
    "exercise-cell": {"        # three more\n": LINES, "raise": OWN},
    "exercise-one-linear": {"raise": FOUR},
    "exercise-peephole-cell": {
        "        # three more gates, two more peepholes\n": LINES + PEEPHOLES,
        "raise": ORIGINAL,
    },
}


def fill_in(source: str, answers: dict[str, str]) -> str:
    """Replace the stub's lines."""
    for mark, answer in answers.items():
        lines = [line for line in source.splitlines(True) if mark in line or line == mark]
        assert len(lines) == 1, f"{mark!r} is in {len(lines)} lines"
        source = source.replace(lines[0], answer.lstrip("\n"))
    return source


@pytest.fixture(scope="module")
def outputs(tmp_path_factory) -> dict[str, str]:
    """The text outputs of the filled-in notebook, by cell id."""
    folder = tmp_path_factory.mktemp("filled-in")
    nb = nbformat.read(NOTEBOOK, as_version=4)
    for cell in nb.cells:
        if cell.id in FILLED:
            cell.source = fill_in(cell.source, FILLED[cell.id])
    client = NotebookClient(
        nb, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=os.environ | {"LSTM_TEACH_PROGRESS": str(folder / "my_progress.json")})
    return {
        cell.id: "\n".join(
            out.get("text", "") or out.get("data", {}).get("text/plain", "") for out in cell.outputs
        )
        for cell in nb.cells
        if cell.cell_type == "code"
    }


@pytest.mark.parametrize("cell", [*FILLED, "exercise-says"])
def test_every_exercise_passes_when_it_is_filled_in(outputs, cell):
    assert ": right. Checked: " in outputs[cell], outputs[cell]


def test_from_then_on_the_notebook_uses_the_learners_cell(outputs):
    assert outputs["whose"].strip() == "from here on: MyCell"
    assert "MyCell reads hell and expects ello" in outputs["exercise-says"]


def test_progress_counts_all_of_them(outputs):
    assert outputs["progress-cell"].endswith("4 of 4 done")


def test_unfilled_nothing_is_called_a_failure():
    nb = nbformat.read(NOTEBOOK, as_version=4)
    stored = {
        cell.id: "".join(out.get("data", {}).get("text/plain", "") for out in cell.outputs)
        for cell in nb.cells
        if "exercise" in cell.metadata.get("tags", [])
    }
    assert set(stored) == {*FILLED, "exercise-says"}
    assert all("not attempted yet" in text for text in stored.values()), stored
