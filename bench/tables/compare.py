#!/usr/bin/env python3
"""Test errors of the default strategy on scikit-learn's bundled tables, beside scikit-learn's own learners.

Every table and seed has fixed parts, 60 / 20 / 20 %, drawn by scikit-learn and stratified by class; all see the same test rows. Ours
trains on the first part and chooses on the second; the others are fitted on both, but for one that shows what the second is worth. Our
network has one hidden layer of 100 ReLU units, as scikit-learn's MLP by default; inputs (and our regression targets, and the MLP's) are
standardised for ours and the MLPs.

  ours, best / ensemble     16 networks x 40 generations x 50 steps, He's start, Adam 0.003, batch 64; the best by validation, or the best
                            five together
  MLP                       MLPClassifier / MLPRegressor, defaults but max_iter=1000
  MLP, training rows        the same, fitted on the first part alone, as ours is
  MLP, early stopping       as the first with early_stopping=True, validation_fraction=0.25: the sizes of our parts
  histogram, trees          HistGradientBoosting and GradientBoosting, defaults

Error: share of wrong test rows, or mean squared error over the variance of the test rows. A win or a loss is a difference, paired over
seeds, of more than two standard errors.

    python3 bench/tables/compare.py                                 builds tables_ours below build/bench
    python3 bench/tables/compare.py --program build/bench/bench/tables_ours --tables iris wine --seeds 5 --out out/tables

The tables themselves are left in the folder as NAME.csv, for `effect --csv out/tables/iris.csv --target target --classes`.
"""

import argparse
import csv
import json
import math
import os
import statistics
import subprocess
import sys
import warnings

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # many small fits: threads would wait for each other
    os.environ.setdefault(threads, "1")
root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TABLES = {"iris": True, "wine": True, "breast_cancer": True, "digits": True, "diabetes": False}  # whether it has classes
OTHERS = ["MLP", "MLP, training rows", "MLP, early stopping", "histogram", "trees"]


def built():
    """tables_ours, built in build/bench"""
    folder = os.path.join(root, "build", "bench")
    subprocess.run(["cmake", "--preset", "release", "-B", folder, "-DGENOPROP_BUILD_TESTS=OFF", "-DGENOPROP_BUILD_EXAMPLES=OFF",
                    "-DGENOPROP_CUDA=OFF", "-DGENOPROP_THRUST=OFF"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", "tables_ours"], check=True)
    return os.path.join(folder, "bench", "tables_ours")


def write(path, x, y):
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow([f"x{c}" for c in range(x.shape[1])] + ["target"])
        out.writerows([*map(float, row), label] for row, label in zip(x, y.tolist()))


def others(classes, seed):
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.ensemble import (GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
                                  HistGradientBoostingRegressor)
    from sklearn.neural_network import MLPClassifier, MLPRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def mlp(**how):
        net = (MLPClassifier if classes else MLPRegressor)(max_iter=1000, random_state=seed, **how)
        scaled = make_pipeline(StandardScaler(), net)
        return scaled if classes else TransformedTargetRegressor(scaled, transformer=StandardScaler())

    return {"MLP": mlp(), "MLP, training rows": mlp(), "MLP, early stopping": mlp(early_stopping=True, validation_fraction=0.25),
            "histogram": (HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor)(random_state=seed),
            "trees": (GradientBoostingClassifier if classes else GradientBoostingRegressor)(random_state=seed)}


def errors(name, seed, program, out, options):
    """{learner: error on the test rows}"""
    import numpy as np
    from sklearn import datasets
    from sklearn.model_selection import train_test_split

    classes = TABLES[name]
    x, y = getattr(datasets, f"load_{name}")(return_X_y=True)
    write(os.path.join(out, f"{name}.csv"), x, y)
    rest, test = train_test_split(np.arange(len(y)), test_size=0.2, random_state=seed, stratify=y if classes else None)
    train, validation = train_test_split(rest, test_size=0.25, random_state=seed, stratify=y[rest] if classes else None)
    order = np.concatenate([train, validation, test])
    path = os.path.join(out, f"{name}-{seed}.csv")
    write(path, x[order], y[order])

    def error(said):
        said = np.asarray(said)
        return float(np.mean(said.astype(int) != y[test])) if classes else float(np.mean((said - y[test]) ** 2) / np.var(y[test]))

    done = subprocess.run([program, path, "--target", "target", *(["--classes"] if classes else []), *options, "--seed", str(seed),
                           "--rows", *map(str, (len(train), len(validation), len(test)))], check=True, capture_output=True, text=True)
    ours = json.loads(done.stdout)
    came = {"ours, best": error(ours["best"]), "ours, ensemble": error(ours["ensemble"])}
    for learner, model in others(classes, seed).items():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of convergence
            rows = train if learner == "MLP, training rows" else rest
            came[learner] = error(model.fit(x[rows], y[rows]).predict(x[test]))
    return came


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--program", help="tables_ours; without it, it is built")
    ask.add_argument("--tables", nargs="+", default=list(TABLES), choices=list(TABLES))
    ask.add_argument("--seeds", type=int, default=5)
    ask.add_argument("--ours", default="", metavar="OPTIONS", help='for tables_ours, such as --ours="--gain 0.3 --rate 0.001"')
    ask.add_argument("--out", default=os.path.join(root, "out", "tables"), help="folder of the tables and tables.json")
    o = ask.parse_args()
    try:
        import sklearn
    except ImportError:
        sys.exit(f"tables: scikit-learn is not installed for {sys.executable}: pip install scikit-learn")
    program = o.program or built()
    os.makedirs(o.out, exist_ok=True)

    result, score = {}, {}
    print(f"scikit-learn {sklearn.__version__}, test errors: mean (standard error) of {o.seeds} seeds")
    for name in o.tables:
        runs = [errors(name, seed, program, o.out, o.ours.split()) for seed in range(1, o.seeds + 1)]
        result[name] = runs
        print(f"\n{name}\n| learner | test error | ours, best, minus it | ours, ensemble, minus it |\n|---|---|---|---|")
        for learner in runs[0]:
            values = [r[learner] for r in runs]
            cells = []
            for mine in ("ours, best", "ours, ensemble"):
                apart = [r[mine] - r[learner] for r in runs]
                se = statistics.stdev(apart) / math.sqrt(len(apart)) if len(apart) > 1 else math.nan
                mean = statistics.mean(apart)
                verdict = "" if mine == learner else "win" if mean < -2 * se else "loss" if mean > 2 * se else "tie"
                cells.append(f"{mean:+.4f} ({se:.4f}) {verdict}" if verdict else "")
                if learner in OTHERS:
                    score.setdefault(mine, {}).setdefault(verdict, []).append(f"{name}: {learner}")
            se = statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
            print(f"| {learner} | {statistics.mean(values):.4f} ({se:.4f}) | {cells[0]} | {cells[1]} |", flush=True)
    print()
    for mine, verdicts in score.items():
        counts = (f"{len(verdicts.get(v, []))} {many}" for v, many in (("win", "wins"), ("tie", "ties"), ("loss", "losses")))
        print(mine + ": " + ", ".join(counts) + ("; lost to " + ", ".join(verdicts["loss"]) if "loss" in verdicts else ""))
    with open(os.path.join(o.out, "tables.json"), "w") as file:
        json.dump(result, file, indent=1)


if __name__ == "__main__":
    main()
