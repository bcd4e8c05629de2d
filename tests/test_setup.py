"""The set-up: one list of dependencies, two commands, clear words where they cannot go on."""

import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lstm_teach
from hygiene import links

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
CONDA_NAMES = {"torch": "pytorch-cpu"}


def requirements(*lists: list[str]) -> list[Requirement]:
    return [Requirement(line) for lines in lists for line in lines]


RUN = requirements(PROJECT["dependencies"], EXTRAS["torch"], EXTRAS["lab"])
EVERYTHING = [*RUN, *requirements(EXTRAS["test"])]


# --- one list of dependencies


def test_every_dependency_says_why_it_is_there():
    text = (ROOT / "pyproject.toml").read_text()
    listed = text[text.index("dependencies = [") : text.index("[tool.hatch")]
    entries = re.findall(r'^    "[^"]+",.*$', listed, re.MULTILINE)
    assert len(entries) == len(EVERYTHING)
    assert [entry for entry in entries if not re.search(r'",\s+# \S', entry)] == []


def conda_dependencies() -> list:
    return yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]


def test_environment_yml_has_the_packages_and_bounds_of_pyproject():
    listed = {line for line in conda_dependencies() if isinstance(line, str)}
    expected = {f"{CONDA_NAMES.get(r.name, r.name)}{r.specifier}" for r in RUN}
    assert listed - {"pip", "python=3.11"} == expected


def test_environment_yml_pins_python_as_binder_honours_it():
    """A range there silently becomes an old Python; this form, major.minor after one =, is kept."""
    (pin,) = [d for d in conda_dependencies() if isinstance(d, str) and d.startswith("python")]
    match = re.fullmatch(r"python=(\d+\.\d+)", pin)
    assert match and PROJECT["requires-python"] == f">={match[1]}"


def test_environment_yml_installs_the_package_itself_and_nothing_else_by_pip():
    assert [d["pip"] for d in conda_dependencies() if isinstance(d, dict)] == [["-e ."]]
    assert not (ROOT / "binder").exists(), "Binder would read it in place of environment.yml"


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_constraints_hold_plain_pins_alone():
    """No local versions such as +cpu, no addresses, no folders: they would not work elsewhere."""
    for name, pinned in pins().items():
        assert name == canonicalize_name(name)
        assert re.fullmatch(r"\d[\w.]*", pinned), f"{name}=={pinned}"


def test_constraints_pin_every_dependency_within_its_bounds():
    pinned = pins()
    for requirement in EVERYTHING:
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])
    assert pinned["torch"] == "2.13.0"
    assert {"hatchling", "editables"} <= set(pinned)  # tools/install.sh installs these first


@pytest.mark.parametrize("requirement", EVERYTHING, ids=lambda r: r.name)
def test_what_is_installed_meets_its_bound(requirement):
    assert requirement.specifier.contains(version(requirement.name))


# --- the package as installed


def test_the_tests_test_this_folder():
    """A folder that was moved or copied with its .venv would test the old one: make clean."""
    assert Path(lstm_teach.__file__) == ROOT / "src" / "lstm_teach" / "__init__.py"


def python(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_importing_the_package_imports_nothing_heavy():
    heavy = "torch numpy matplotlib ipywidgets anywidget IPython"
    code = f"import lstm_teach, sys; print([m for m in '{heavy}'.split() if m in sys.modules])"
    assert python(code).strip() == "[]"


TORCH_ROOMS = ("cells.torch_cell", "exercises.solutions_torch", "layers", "models", "training")


def rooms() -> list[str]:
    package = ROOT / "src" / "lstm_teach"
    paths = [path.relative_to(package).with_suffix("") for path in sorted(package.rglob("*.py"))]
    names = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    inside = [f"{room}." for room in TORCH_ROOMS]
    return [n for n in names if n != "__init__" and not f"{n}.".startswith(tuple(inside))]


def test_the_numpy_rooms_work_where_torch_is_not_installed():
    imports = "; ".join(f"import lstm_teach.{name}" for name in rooms())
    python(f"import sys; sys.modules['torch'] = None; {imports}")


# --- make

NO_MAKE = shutil.which("make") is None
needs_make = pytest.mark.skipif(NO_MAKE, reason="make is not installed")


@pytest.fixture
def clone(tmp_path):
    """What `make` needs of a fresh clone, in a folder of its own."""
    (tmp_path / "tools").mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "tools/install.sh"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run make as a person would: not under the make that may have started the tests."""
    ours = {k: v for k, v in os.environ.items() if not re.match("MAKE|MFLAGS|PIP_|PYTHON$", k)}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=ours | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def assert_one_clear_line(run: subprocess.CompletedProcess, *words: str) -> None:
    """One line that says what is about to happen, one that says why not, and make's own last."""
    assert run.returncode != 0
    assert len(run.stdout.splitlines()) == 1, run.stdout
    reason, last = run.stderr.splitlines()
    assert reason.startswith("lstm_teach: ") and last.startswith("make: ***")
    for word in words:
        assert word in reason


def script(path: Path, *lines: str) -> Path:
    """An executable shell script, to stand in for a Python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@needs_make
def test_make_help_lists_every_described_target():
    described = re.findall(r"^([\w-]+):.*## (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {"help", "lab", "test", "notebooks", "lint", "clean"} <= {name for name, _ in described}
    for run in (make(ROOT, "help"), make(ROOT)):
        listed = re.findall(r"^  make ([\w-]+) +(.+)$", run.stdout, re.MULTILINE)
        assert listed == described


@needs_make
@pytest.mark.parametrize(("target", "number"), [("lab", "3.10"), ("test", "3.9"), ("lab", "2.7")])
def test_a_python_that_is_too_old_is_refused_in_one_line(clone, target, number):
    old = script(clone / "old-python", f"echo {number}")
    run = make(clone, target, f"PYTHON={old}")
    assert_one_clear_line(run, "Python 3.11 or newer", f"{old} is {number}", "make PYTHON=")
    assert not (clone / ".venv").exists()


@needs_make
def test_a_missing_python_is_said_in_one_line(clone):
    run = make(clone, "lab", f"PYTHON={clone / 'no-python'}")
    assert_one_clear_line(run, "Python 3.11 or newer", "none was found")


@needs_make
def test_a_missing_venv_module_is_said_in_one_line(clone):
    """As on Debian, whose python3 comes without it."""
    bare = script(clone / "bare-python", 'case "$2" in *ensurepip*) exit 1;; esac', "echo 3.12")
    assert_one_clear_line(make(clone, "lab", f"PYTHON={bare}"), "apt install python3-venv")


@needs_make
@pytest.mark.parametrize("target", ["lab", "test"])
def test_an_unreachable_package_index_is_said_in_one_line(clone, target):
    closed = "http://127.0.0.1:9/simple"  # port 9, discard: nobody listens on it today
    run = make(
        clone,
        target,
        f"PYTHON={sys.executable}",
        PIP_INDEX_URL=closed,
        PIP_CONFIG_FILE=os.devnull,
    )
    assert_one_clear_line(run, "package index could not be reached", "HTTPS_PROXY")
    assert "No matching distribution" in (clone / ".venv" / "install.log").read_text()


@needs_make
def test_a_second_run_installs_nothing(clone):
    script(clone / ".venv" / "bin" / "python", 'echo "ran $*"')
    script(clone / "tools" / "install.sh", "echo installing $1")
    first, second = make(clone, "lab"), make(clone, "lab")
    opens = f"ran -m jupyterlab --ServerApp.root_dir={clone} notebooks/00_start_here.ipynb"
    assert first.stdout.splitlines()[1:] == ["installing torch,lab", opens]
    assert second.stdout.splitlines()[1:] == [opens]

    (clone / "constraints.txt").touch()
    assert "installing torch,lab" in make(clone, "lab").stdout
    # the tests need more than that; once it is there, the lab has all it needs
    (clone / "constraints.txt").touch()
    assert "installing torch,lab,test" in make(clone, "test").stdout
    assert "installing" not in make(clone, "lab").stdout


def test_ci_runs_make_test_and_nothing_cleverer():
    path = ROOT / ".ci" / "run"
    assert path.stat().st_mode & stat.S_IXUSR
    assert path.read_text().splitlines()[-1] == "make test"


# --- Binder


def test_binder_links_have_the_right_form_and_one_source():
    """Owner, repository and branch stand once, in a link definition among README's first lines:

    [binder]: https://mybinder.org/v2/gh/OWNER/REPO/BRANCH?urlpath=lab/tree/notebooks/....ipynb
    """
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    definitions = re.findall(r"^\[binder\]: (\S+)$", "\n".join(text.splitlines()[:8]), re.MULTILINE)
    assert len(definitions) == 1
    form = r"https://mybinder\.org/v2/gh/[\w.-]+/[\w.-]+/[\w.-]+\?urlpath=lab/tree/(\S+\.ipynb)"
    match = re.fullmatch(form, definitions[0])
    assert match and (ROOT / match[1]).is_file()
    to_binder = [target for target in links.targets(text) if "mybinder.org/v2" in target]
    assert to_binder and set(to_binder) == {definitions[0]}
    assert text.count("mybinder.org/v2") == 1
