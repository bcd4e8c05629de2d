"""Files from npm packages at pinned versions, fetched once with the ordinary client, `npm pack`.

Nothing is installed and no package's script runs: an archive is kept in .cache/npm, its checksum is
compared at each use, and single files are read from it.

    files("requirejs", "require.js") -> {"require.js": b"..."}
"""

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "npm"
SECONDS = 120  # for one package

# name: (version, checksum of its archive as npm states it). To renew one, take both from
# `npm view NAME version dist.integrity` and run the tests.
PINNED = {
    "@jupyter-widgets/html-manager": (
        "1.0.15",
        "sha512-5thBIV6ymNgmPVOHvzx+gGy8ZSKmSazhtGw4/c4xJDVzRhG9PTeQsRjF3FUTopvFi//SABeNz1yp47bCrJ3CQA==",
    ),
    "axe-core": (  # only for tests: the judge of accessibility
        "4.14.1",
        "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    ),
    "katex": (
        "0.19.1",
        "sha512-jG8uKntjSEcm2EpQOh0XturpPuuC9r3Sq5HLHdsFdWZT27E672SF19QEi+of0/YeOy15lDgRhKvr5614uRrEfA==",
    ),
    "requirejs": (
        "2.3.8",
        "sha512-7/cTSLOdYkNBNJcDMWf+luFvMriVm7eYxp4BcFCsAX0wF421Vyce5SXP17c+Jd5otXKGNehIonFlyQXSowL6Mw==",
    ),
}


class Unavailable(Exception):
    """A package cannot be had; the message is one line that says why and what to do."""


def files(name: str, *patterns: str) -> dict[str, bytes]:
    """path inside the package -> content, of the files that match one of `patterns`.

    Raises:
        Unavailable: the package is not here yet, and npm or the network is missing.
        FileNotFoundError: a pattern that matches no file of the package.
    """
    found = {}
    with tarfile.open(archive(name)) as tar:
        members = {m.name.partition("/")[2]: m for m in tar.getmembers() if m.isfile()}
        for pattern in patterns:
            matching = [path for path in members if fnmatchcase(path, pattern)]
            if not matching:
                raise FileNotFoundError(f"npm package {name} has no file {pattern}")
            found |= {path: tar.extractfile(members[path]).read() for path in matching}
    return found


def archive(name: str) -> Path:
    """The package's archive in the cache, fetched if it is not there or not what it should be."""
    version, integrity = PINNED[name]
    path = CACHE / f"{name.lstrip('@').replace('/', '-')}-{version}.tgz"
    if not path.is_file() or checksum(path) != integrity:
        CACHE.mkdir(parents=True, exist_ok=True)
        # Another process may fetch the same file, so it appears in one step.
        with tempfile.TemporaryDirectory(dir=CACHE) as folder:
            fetched = _pack(f"{name}@{version}", Path(folder))
            if checksum(fetched) != integrity:
                raise Unavailable(
                    f"what npm fetched as {name} {version} has another checksum than the one in "
                    "tools/npm.py, so it is not used"
                )
            os.replace(fetched, path)
    return path


def checksum(path: Path) -> str:
    """The sha512 of a file in the form that npm writes."""
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()


def _pack(package: str, folder: Path) -> Path:
    """Let npm write the archive of name@version into `folder`."""
    npm = shutil.which("npm")
    if npm is None:
        raise Unavailable(
            f"npm is needed once, to fetch {package}; it comes with Node.js "
            "(Debian, Ubuntu: apt install npm)"
        )
    command = [npm, "pack", package, "--silent", "--ignore-scripts", "--prefer-offline"]
    command += ["--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    command += ["--pack-destination", str(folder)]
    try:
        subprocess.run(command, capture_output=True, timeout=SECONDS, cwd=folder)
    except subprocess.TimeoutExpired:
        pass  # it has written nothing
    for packed in folder.glob("*.tgz"):
        return packed
    raise Unavailable(
        f"npm could not fetch {package}; is the network up? (`npm pack {package}` says more)"
    )
