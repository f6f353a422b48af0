"""Kernels over arrays: compiled where numba is there, plain Python where it is not. They know no Network."""
