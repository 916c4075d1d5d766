#!/usr/bin/env python3
"""Writes what scikit-learn, statsmodels and NumPy say about image classification results and about pairs of classifiers; the tests compare ours with it.

Run: /usr/bin/python3 benchmarks/peers/make_statistics_fixtures.py  (needs python3-sklearn and python3-statsmodels)
"""
import json
import pathlib
import warnings

import numpy as np
import scipy
import scipy.optimize
import scipy.special
import scipy.stats
import sklearn
import statsmodels
from sklearn import decomposition, metrics
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "Cifar.Pipelines.Tests" / "Fixtures"


def write(name, value):
    value["madeWith"] = f"scikit-learn {sklearn.__version__}, statsmodels {statsmodels.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}"
    (FIXTURES / name).write_text(json.dumps(value) + "\n")


def floats(array):
    """Numbers that survive the way through single precision unchanged."""
    return np.asarray(array, dtype=np.float32).astype(float)


def expected_calibration_error(confidence, right, bins=15):
    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    return float(sum(abs(right[place == b].mean() - confidence[place == b].mean()) * (place == b).mean() for b in range(bins) if (place == b).any()))


def problem(labels, classes, rng, skill=1.5, ties=False):
    rows = len(labels)
    logits = rng.normal(size=(rows, classes)) + skill * np.eye(classes)[labels]
    if ties:
        logits = np.round(logits)
    scores = np.exp(logits)
    scores = floats(scores / scores.sum(1, keepdims=True))
    if ties:
        # A certain mistake, and one where nothing is known.
        scores[0] = np.eye(classes)[(labels[0] + 1) % classes]
        scores[1] = floats(np.full(classes, 1 / classes))
    predicted = scores.argmax(1)
    present = np.union1d(labels, predicted)
    order = np.argsort(-scores, axis=1, kind="stable")
    macro = metrics.precision_recall_fscore_support(labels, predicted, average="macro", zero_division=0)
    each = metrics.precision_recall_fscore_support(labels, predicted, labels=range(classes), average=None, zero_division=0)
    result = {
        "classes": classes, "labels": labels.tolist(), "scores": scores.tolist(),
        "microAccuracy": metrics.accuracy_score(labels, predicted),
        "macroAccuracy": metrics.balanced_accuracy_score(labels, predicted),
        "top5": float((order[:, :5] == labels[:, None]).any(1).mean()),
        "logLoss": metrics.log_loss(labels, scores, labels=range(classes)),
        "macroPrecision": macro[0], "macroRecall": macro[1], "macroF1": macro[2],
        "microF1": metrics.f1_score(labels, predicted, average="micro"),
        "precision": each[0].tolist(), "recall": each[1].tolist(), "f1": each[2].tolist(), "support": each[3].tolist(),
        "confusion": metrics.confusion_matrix(labels, predicted, labels=range(classes)).tolist(),
        "calibrationError": expected_calibration_error(scores.max(1), predicted == labels),
        "occurring": len(present),
    }
    if not ties:
        # scikit-learn breaks ties the other way, so it can be asked only where there are none.
        result["top5"] = metrics.top_k_accuracy_score(labels, scores, k=min(5, classes - 1), labels=range(classes)) if classes > 5 else 1.0
    return result


def image_metrics():
    rng = np.random.default_rng(17)
    classes = 12
    balanced = np.repeat(np.arange(classes), 25)
    unbalanced = rng.choice(classes, 300, p=np.arange(1, classes + 1) / np.arange(1, classes + 1).sum())
    # Classes 3 and 7 have no images; 7 is never predicted either (its score is pushed to nearly nothing).
    missing = rng.choice([c for c in range(classes) if c not in (3, 7)], 200)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problems = {"balanced": problem(balanced, classes, rng), "unbalanced": problem(unbalanced, classes, rng),
                    "ties": problem(rng.choice(classes, 250), classes, rng, ties=True), "missing": problem(missing, classes, rng, skill=2.5),
                    "few": problem(rng.choice(3, 60), 3, rng)}
    write("image-metrics.json", {"problems": problems})


def comparisons():
    tables = [(10, 20), (0, 6), (150, 86), (3, 3), (1, 12), (700, 900), (2000, 2100), (0, 1)]
    exact = [{"onlyA": a, "onlyB": b, "p": float(mcnemar([[0, a], [b, 0]], exact=True).pvalue)} for a, b in tables]
    values = [0.01, 0.04, 0.03, 0.005, 0.5, 0.04]
    seeds_a, seeds_b = [0.561, 0.567, 0.559, 0.564, 0.566], [0.570, 0.574, 0.566, 0.575, 0.569]
    paired, welch = scipy.stats.ttest_rel(seeds_b, seeds_a), scipy.stats.ttest_ind(seeds_b, seeds_a, equal_var=False)
    difference = np.subtract(seeds_b, seeds_a)
    paired_reach = scipy.stats.t.ppf(0.975, 4) * difference.std(ddof=1) / np.sqrt(5)
    write("statistics.json", {
        "mcnemar": exact,
        "holm": {"values": values, "adjusted": multipletests(values, method="holm")[1].tolist()},
        "seeds": {"a": seeds_a, "b": seeds_b, "pairedP": float(paired.pvalue), "welchP": float(welch.pvalue),
                  "pairedLow": float(difference.mean() - paired_reach), "pairedHigh": float(difference.mean() + paired_reach)},
        "temperature": temperature(),
        "principalComponents": principal_components(),
    })


def temperature():
    rng = np.random.default_rng(23)
    logits = floats(np.round(rng.normal(size=(200, 5)) * 4, 3))
    labels = np.array([rng.choice(5, p=scipy.special.softmax(row / 2.5)) for row in logits])

    def loss(t):
        return -scipy.special.log_softmax(logits / t, axis=1)[np.arange(len(labels)), labels].mean()

    best = scipy.optimize.minimize_scalar(loss, bounds=(0.1, 10), method="bounded", options={"xatol": 1e-10})
    return {"logits": logits.ravel().tolist(), "labels": labels.tolist(), "temperature": float(best.x), "before": float(loss(1)), "after": float(best.fun)}


def principal_components():
    rng = np.random.default_rng(29)
    features = floats(np.round(rng.normal(size=(40, 6)) * [5, 1, 3, 1, 0.5, 1] @ rng.normal(size=(6, 6)) + [0, 10, -4, 2, 0, 1], 3))
    model = decomposition.PCA(2, svd_solver="full").fit(features)
    # The sign of a component is anybody's choice: its greatest weight is to be positive.
    signs = np.sign(model.components_[range(2), np.abs(model.components_).argmax(1)])
    return {"columns": 6, "features": features.ravel().tolist(), "points": (model.transform(features) * signs).tolist()}


if __name__ == "__main__":
    image_metrics()
    comparisons()
