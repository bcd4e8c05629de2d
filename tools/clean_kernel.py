"""The surroundings in which notebooks are re-executed and tested: the same on every machine."""

import os
from pathlib import Path


def prepare(folder: Path) -> None:
    """Set this process's environment, which every kernel started from it inherits.

    folder: an empty temporary folder that stands in for the user's own IPython settings.
    """
    import matplotlib
    import matplotlib.font_manager  # builds its font cache now: in a cell it would print a warning

    os.environ |= {
        # the user's start-up files and style sheets must not change a stored output
        "IPYTHONDIR": str(folder),
        "MATPLOTLIBRC": str(Path(matplotlib.get_data_path()) / "matplotlibrc"),
        "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel of this environment, not one of the user's
        # what the user has done of the exercises must not change one either, nor a test run that
        "LSTM_TEACH_PROGRESS": str(folder / "my_progress.json"),
        # sums come out the same whatever the number of cores, and two test workers fit on two
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
    }
    os.environ.pop("MPLBACKEND", None)  # the notebook's inline backend is meant
