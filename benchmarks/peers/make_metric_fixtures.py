#!/usr/bin/env python3
"""Writes what scikit-learn and SciPy say about small classification problems; the tests compare our metrics and trainers with it.

Run: /usr/bin/python3 benchmarks/peers/make_metric_fixtures.py  (needs python3-sklearn; made with scikit-learn 1.2.1)
"""
import json
import pathlib
import warnings

import numpy as np
import scipy.optimize
import sklearn
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures"


def write(name, value):
    value["madeWith"] = f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}"
    (FIXTURES / name).write_text(json.dumps(value) + "\n")


def floats(array):
    """Numbers that survive the way through single precision unchanged."""
    return np.asarray(array, dtype=np.float32).astype(float)


def classification_metrics():
    rng = np.random.default_rng(7)
    rows, classes = 200, 5
    labels = np.concatenate([np.arange(classes), rng.integers(0, classes - 1, rows - classes)])
    logits = rng.normal(size=(rows, classes)) + 1.5 * np.eye(classes)[labels]
    scores = np.exp(logits)
    scores = floats(scores / scores.sum(1, keepdims=True))
    # A certain mistake (log-loss clamp) and exact ties, which the lower index wins.
    scores[0] = [0, 1, 0, 0, 0]
    scores[7] = scores[8] = [0.25, 0.25, 0.25, 0.25, 0]
    predicted = scores.argmax(1)
    order = np.argsort(-scores, axis=1, kind="stable")
    rank = (order == labels[:, None]).argmax(1)
    own = np.clip(scores[np.arange(rows), labels], np.float32(1e-15), 1).astype(float)
    loss = float(-np.log(own).mean())
    shares = np.bincount(labels, minlength=classes) / rows
    entropy = float(-(shares * np.log(shares)).sum())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write("multiclass-metrics.json", {
            "labels": labels.tolist(), "scores": scores.tolist(),
            "microAccuracy": metrics.accuracy_score(labels, predicted),
            "macroAccuracy": metrics.balanced_accuracy_score(labels, predicted),
            "logLoss": loss, "logLossReduction": (entropy - loss) / entropy,
            "perClassLogLoss": [float(-np.log(own[labels == c]).mean()) for c in range(classes)],
            "topK": [float((rank < k).mean()) for k in range(1, classes + 1)],
            "confusion": metrics.confusion_matrix(labels, predicted, labels=range(classes)).tolist(),
            "precision": metrics.precision_score(labels, predicted, average=None, zero_division=0).tolist(),
            "recall": metrics.recall_score(labels, predicted, average=None, zero_division=0).tolist(),
        })


def problem(rng, rows=90, features=6, classes=3):
    labels = rng.integers(0, classes, rows)
    centres = rng.normal(size=(classes, features))
    x = floats(np.round(centres[labels] + rng.normal(size=(rows, features)), 3))
    return x, labels


def maximum_entropy():
    rng = np.random.default_rng(11)
    x, labels = problem(rng)
    weights = floats(np.round(rng.uniform(0.2, 2, len(labels)), 2))
    fit = {}
    for name, penalty, solver, extra, sample_weight in [
        # scikit-learn minimises C * sum of losses + penalty; ours sum of losses + l1 * |w|_1 + l2 / 2 * |w|^2.
        ("l2", "l2", "lbfgs", {"C": 1.0}, None),
        ("l2Weighted", "l2", "lbfgs", {"C": 0.5}, weights),
        ("l1l2", "elasticnet", "saga", {"C": 0.5, "l1_ratio": 0.5}, None),
        ("l1Strong", "l1", "saga", {"C": 0.1}, None),
    ]:
        model = LogisticRegression(penalty=penalty, solver=solver, multi_class="multinomial", tol=1e-12, max_iter=200_000, **extra)
        model.fit(x, labels, sample_weight=sample_weight)
        fit[name] = {"weights": model.coef_.tolist(), "probabilities": model.predict_proba(x).tolist()}
    write("maximum-entropy.json", {"features": x.tolist(), "labels": labels.tolist(), "rowWeights": weights.tolist(), "fits": fit})


def pairwise_logistic():
    rng = np.random.default_rng(13)
    x, labels = problem(rng)
    rows, classes, l2 = len(labels), 3, 0.05
    augmented = np.hstack([x, np.ones((rows, 1))])
    others = np.arange(classes)[None, :] != labels[:, None]

    def objective(flat):
        w = flat.reshape(classes, -1)
        scores = augmented @ w.T
        margins = scores - scores[np.arange(rows), labels][:, None]
        loss = (np.logaddexp(0, margins) * others).sum() / rows
        g = others / (1 + np.exp(-margins)) / rows
        g[np.arange(rows), labels] = -g.sum(1)
        return loss + l2 / 2 * (w * w).sum(), (g.T @ augmented + l2 * w).ravel()

    best = scipy.optimize.minimize(objective, np.zeros(classes * augmented.shape[1]), jac=True, method="L-BFGS-B",
                                   options={"ftol": 1e-16, "gtol": 1e-12, "maxiter": 10_000})
    w = best.x.reshape(classes, -1)
    write("pairwise-logistic.json", {"features": x.tolist(), "labels": labels.tolist(), "rowWeights": [1] * rows, "l2": l2,
                                     "value": best.fun, "weights": w[:, :-1].tolist(), "biases": w[:, -1].tolist()})


if __name__ == "__main__":
    classification_metrics()
    maximum_entropy()
    pairwise_logistic()
