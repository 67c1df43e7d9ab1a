"""Turns the margins of a linear classifier into honest probabilities by one temperature."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedKFold

Fit = Callable[[np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]


def softmax(margins: np.ndarray, sharpness: float) -> np.ndarray:
    """Rows of probabilities that sum to 1; sharpness is the inverse of the temperature."""
    scaled = sharpness * (margins - margins.max(axis=1, keepdims=True))
    powers = np.exp(scaled)
    return powers / powers.sum(axis=1, keepdims=True)


def out_of_fold_margins(fit: Fit, rows: np.ndarray, labels: np.ndarray, folds: int) -> np.ndarray:
    """Margins (examples × classes) that each example gets from a model that has not seen it.

    fit takes row numbers and returns a function from row numbers to margins over all classes.
    """
    splitter = StratifiedKFold(folds, shuffle=True, random_state=7)
    margins = [None] * len(rows)
    for known, unseen in splitter.split(rows, labels):
        for row, margin in zip(unseen, fit(known)(unseen), strict=False):
            margins[row] = margin
    return np.array(margins)


def best_sharpness(margins: np.ndarray, labels: np.ndarray) -> float:
    """The sharpness that gives the labels (column numbers) the greatest likelihood."""

    def loss(log_sharpness: float) -> float:
        likelihood = softmax(margins, np.exp(log_sharpness))[np.arange(len(labels)), labels]
        return -np.log(np.maximum(likelihood, 1e-12)).mean()

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 5), method="bounded").x))
