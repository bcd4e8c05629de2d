#!/bin/sh
# Makes .venv where it is missing and installs the package with the extras named in $1, e.g.
# `tools/install.sh torch,lab`. make calls it when pyproject.toml or constraints.txt changed.
# Every failure is one line that says what to do.
set -eu

extras=$1
venv=.venv
log=$venv/install.log
minimum=$(sed -n 's/^requires-python = ">=\(.*\)"/\1/p' pyproject.toml)
torch=$(sed -n '/^torch==/p' constraints.txt)
build_tools=$(sed -n '/^hatchling==/p; /^editables==/p' constraints.txt)

fail() {
    printf 'lstm_teach: %s\n' "$*" >&2
    exit 1
}

# --- a Python that is new enough
version() { "$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null; }
new_enough() { printf '%s\n%s\n' "$minimum" "$1" | sort -t. -k1,1n -k2,2n -C; }

python= seen=
for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
    found=$(version "$candidate") && [ -n "$found" ] || continue
    if new_enough "$found"; then
        python=$candidate
        break
    fi
    seen="$seen $candidate is $found;"
done
[ -n "$python" ] || fail "Python $minimum or newer is needed;${seen:- none was found;}" \
    "install one, or name it: make PYTHON=/path/to/python3"

# --- a virtual environment
if ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        fail "$python has no venv module; on Debian or Ubuntu: sudo apt install python3-venv"
    "$python" -m venv --clear "$venv" || fail "$python could not make $venv (see above)"
fi
pip() { "$venv/bin/python" -m pip --disable-pip-version-check "$@"; }

# --- the network, asked the way pip asks: mirrors and proxies that are set up for pip are honoured
pip install --quiet --retries 1 --timeout 15 $build_tools >"$log" 2>&1 ||
    fail "the Python package index could not be reached; is the network up? Behind a proxy set" \
        "HTTPS_PROXY, with a mirror PIP_INDEX_URL (what pip said is in $log)"

# pip reports its progress to a person, and only what goes wrong to a log file
[ -t 1 ] && quiet= || quiet=-qq

# --- on Linux the package index has PyTorch for CUDA, up to 3 GB; its own index has one for the CPU
installed() { "$venv/bin/python" -c 'from importlib.metadata import version as v; v("torch")'; }
case $(uname -s),$extras in
Linux,*torch*)
    if [ -n "${TORCH_CPU_INDEX:-}" ] && ! installed 2>/dev/null; then
        echo "Installing $torch for the CPU (about 200 MB)"
        pip install $quiet --no-deps --retries 0 --timeout 5 \
            --extra-index-url "$TORCH_CPU_INDEX" "$torch" ||
            echo "That did not work; the package index's own build follows, which can be 3 GB"
    fi
    ;;
esac

echo "Installing lstm_teach[$extras] into $venv"
pip install $quiet --no-build-isolation -e ".[$extras]" -c constraints.txt ||
    fail "installing failed; pip's reason is above. Once it is cured, the same command goes on"

# a first import builds matplotlib's font cache; in a notebook it would print a warning
"$venv/bin/python" -c 'import matplotlib.font_manager'
