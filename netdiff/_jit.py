"""The one door to numba.

``jit`` marks a function as a kernel. Nothing is imported or compiled until the kernel is first called; then it and the
kernels it calls are compiled once for this machine and kept in a cache folder of the user's. Where numba is missing, or
``NETDIFF_NO_NUMBA`` is set to ``1``, the same functions run as plain Python, with one warning.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from types import FunctionType
from typing import Any, Generic, ParamSpec, TypeVar, cast

from netdiff.errors import DataWarning

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger("netdiff")
_lock = threading.RLock()
_said: set[str] = set()


def cache_folder() -> Path:
    """Folder of this user in which compiled kernels survive."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local"))
    elif sys.platform == "darwin":
        base = Path("~/Library/Caches")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    return base.expanduser() / "netdiff" / "kernels"


def enabled() -> bool:
    """Whether kernels will be compiled here: numba is installed and not switched off."""
    return os.environ.get("NETDIFF_NO_NUMBA", "") in ("", "0") and _numba() is not None


class Kernel(Generic[P, R]):
    """A function over arrays that is compiled at its first call."""

    def __init__(self, function: Callable[P, R]) -> None:
        update_wrapper(self, function)
        self.python = function
        self._ready: Callable[..., R] | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the kernel, compiling it first where that has not happened yet."""
        return (self._ready or self.prepare())(*args, **kwargs)

    def prepare(self) -> Callable[..., R]:
        """Hand back what runs: the compiled function, or the plain one without numba."""
        with _lock:
            if self._ready is None:
                self._ready = _compiled(self.python) if enabled() else _plain(self.python)
            return self._ready


def jit(function: Callable[P, R]) -> Kernel[P, R]:
    """Mark a function as a kernel: ``njit(nogil=True, cache=True)`` when first called.

    Examples
    --------
    >>> @jit
    ... def twice(x):
    ...     return 2 * x
    >>> twice.python(4)
    8
    """
    return Kernel(function)


def _numba() -> Any | None:
    """Import numba after saying where its cache lives; None where it is not installed."""
    if "numba" not in sys.modules:
        _choose_cache()
    try:
        import numba
    except ImportError:
        return None
    return numba


def _choose_cache() -> None:
    """Point numba at the user's own cache folder, unless the user has chosen one."""
    folder = cache_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))


def _compiled(function: Callable[..., R]) -> Callable[..., R]:
    """Compile once for this machine, or take what an earlier process compiled."""
    numba: Any = _numba()
    sources: set[Path] = set()
    linked = _linked(function, sources)
    options = {"nogil": True, "error_model": "numpy"}
    try:
        compiled = numba.njit(cache=True, **options)(linked)
    except RuntimeError:  # numba found no folder that it may write to
        return numba.njit(**options)(linked)
    _drop_stale(compiled, sources)
    return compiled


def _linked(function: Callable[..., Any], sources: set[Path]) -> Callable[..., Any]:
    """The same function, seeing compiled helpers in place of the kernels that it names."""
    plain = cast("FunctionType", function)
    sources.add(Path(plain.__code__.co_filename))
    seen = dict(plain.__globals__)
    for name in plain.__code__.co_names:
        helper = seen.get(name)
        if isinstance(helper, Kernel):
            seen[name] = helper.prepare()
            _linked(helper.python, sources)
    linked = FunctionType(plain.__code__, seen, plain.__name__, plain.__defaults__, plain.__closure__)
    linked.__qualname__, linked.__module__ = plain.__qualname__, plain.__module__
    return linked


def _drop_stale(compiled: Any, sources: set[Path]) -> None:
    """Forget what was compiled before a helper in another file changed (numba watches one file only)."""
    name = compiled.py_func.__name__
    kept = list(Path(compiled.stats.cache_path).glob(f"*.{name}-*.nbi"))
    changed = max((file.stat().st_mtime for file in sources if file.exists()), default=0.0)
    stale = [index for index in kept if index.stat().st_mtime < changed]
    for index in stale:
        index.unlink(missing_ok=True)
    if len(stale) == len(kept) and "compile" not in _said:
        _said.add("compile")
        _log.info("Preparing the fast routines for this computer. This happens once and takes some seconds.")


def _plain(function: Callable[..., R]) -> Callable[..., R]:
    """The function as it is written, whole-number overflow kept as silent as it is when compiled."""
    import numpy as np

    if "plain" not in _said:
        _said.add("plain")
        warnings.warn(
            "Running without numba: results are the same, large networks take far longer. "
            "Cure: install numba, and unset NETDIFF_NO_NUMBA if it is set.",
            DataWarning,
            stacklevel=4,
        )

    def run(*args: Any, **kwargs: Any) -> R:
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            return function(*args, **kwargs)

    return run
