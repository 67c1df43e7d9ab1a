"""A linear support vector model over message readings, with calibrated probabilities; knows nothing of Rasa."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.components.calibration import best_sharpness, out_of_fold_margins, softmax
from bot.components.features import BlockVectoriser, Reading

UNCALIBRATED = 3.0  # sharpness where there are too few examples to measure one
Ranking = list[tuple[str, float]]


class LinearModel:
    """Classes, weights (columns × classes), offsets and the sharpness that makes margins into probabilities."""

    def __init__(self, regularisation: float = 1.0, folds: int = 5) -> None:
        """regularisation: the C of the support vector machine; folds: for the margins that calibrate."""
        self._c, self._folds = regularisation, folds
        self.classes: list[str] = []

    def fit(self, readings: Sequence[Reading], labels: Sequence[str]) -> LinearModel:
        """Learns from one label for each reading; two classes at least."""
        names, targets = np.unique(labels, return_inverse=True)
        self.classes = [str(name) for name in names]
        self._vectoriser = BlockVectoriser().fit(readings)
        rows = self._vectoriser.transform(readings)
        self._weights, self._offsets = self._train(rows, targets)
        self._sharpness = self._calibrate(rows, targets)
        return self

    def _train(self, rows: csr_matrix, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        machine = LinearSVC(C=self._c, random_state=7).fit(rows, targets)
        weights, offsets = machine.coef_, machine.intercept_
        if len(machine.classes_) == 2:
            weights, offsets = np.vstack([-weights, weights]), np.append(-offsets, offsets)
        every = np.zeros((rows.shape[1], len(self.classes)), dtype=np.float32)
        every[:, machine.classes_] = weights.T
        missing = np.full(len(self.classes), -2.0, dtype=np.float32)  # a class absent from this fold
        missing[machine.classes_] = offsets
        return every, missing

    def _calibrate(self, rows: csr_matrix, targets: np.ndarray) -> float:
        folds = min(self._folds, int(np.sort(np.bincount(targets))[-2]))
        if folds < 2:
            return UNCALIBRATED

        def fit(known: np.ndarray):
            weights, offsets = self._train(rows[known], targets[known])
            return lambda unseen: rows[unseen] @ weights + offsets

        return best_sharpness(out_of_fold_margins(fit, np.arange(len(targets)), targets, folds), targets)

    def rank(self, readings: Sequence[Reading], length: int) -> list[Ranking]:
        """For each reading the likeliest classes with their probabilities, best first."""
        margins = self._vectoriser.transform(readings) @ self._weights + self._offsets
        chances = softmax(margins, self._sharpness)
        order = np.argsort(-chances, axis=1, kind="stable")[:, :length]
        return [[(self.classes[c], float(chances[row, c])) for c in best] for row, best in enumerate(order)]
