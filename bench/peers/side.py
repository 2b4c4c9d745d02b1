"""What the torch side and the jax side of compare.py share: the cases, their rows, and a worker that is told what to time."""

import json
import sys
import time

import numpy as np

# name: layer sizes, activation, rows of a batch
CASES = {
    "784-128-10": ([784, 128, 10], "relu", 64),
    "784-512-256-10": ([784, 512, 256, 10], "relu", 128),
    "64-32-10": ([64, 32, 10], "relu", 32),
    "2-16-16-2": ([2, 16, 16, 2], "tanh", 32),
}
RATE, MOMENTUM = 0.01, 0.9


class Case:
    """One network, its rows and its start, as written by `peers_ours CASE --write FOLDER`."""

    def __init__(self, name, folder):
        self.name = name
        self.sizes, self.act, self.batch = CASES[name]
        features = self.sizes[0]
        self.labels = np.fromfile(f"{folder}/{name}/labels.i32", np.int32)
        self.rows = len(self.labels)
        self.x = np.fromfile(f"{folder}/{name}/x.f32", np.float32).reshape(self.rows, features)
        self.start = self.weights_of(np.fromfile(f"{folder}/{name}/start.f32", np.float32))
        self.end = self.weights_of(np.fromfile(f"{folder}/{name}/end.f32", np.float32))
        self.drawn = np.fromfile(f"{folder}/{name}/rows.i32", np.int32).reshape(-1, self.batch)

    def weights_of(self, genes):
        """[(W [in, out], b [out])] a layer"""
        layers, at = [], 0
        for i, o in zip(self.sizes, self.sizes[1:]):
            layers.append((genes[at : at + i * o].reshape(i, o).copy(), genes[at + i * o : at + i * o + o].copy()))
            at += i * o + o
        return layers

    def loss(self, layers):
        """softmax cross-entropy over all rows, in double"""
        y = self.x.astype(np.float64)
        for k, (w, b) in enumerate(layers):
            y = y @ w.astype(np.float64) + b
            if k + 1 < len(layers):
                y = np.maximum(y, 0) if self.act == "relu" else np.tanh(y)
        y -= y.max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(y).sum(axis=1)) - y[np.arange(self.rows), self.labels]))

    def error(self, layers):
        """the largest difference of a weight from ours after the same batches, over the largest weight"""
        largest = max(float(np.abs(w).max()) for layer in self.end for w in layer)
        return max(float(np.abs(a - b).max()) for l, m in zip(layers, self.end) for a, b in zip(l, m)) / largest


def paced(run, seconds):
    """run(n) does at least n gradient steps and says how many; how many in `seconds` of processor time"""
    n = 1
    while True:
        begin = time.process_time()
        done = run(n)
        took = time.process_time() - begin
        if took > seconds / 8:
            break
        n = max(n, done) * 2
    steps, wall, begin = 0, time.perf_counter(), time.process_time()
    while time.process_time() - begin < seconds:
        steps += run(n)
    return {"steps": steps, "processor_seconds": time.process_time() - begin, "wall_seconds": time.perf_counter() - wall}


def serve(forms, about):
    """forms: {name: form(case)} whose run(n) trains and whose repeat(rows [n, B]) starts anew and gives its weights after those
    batches. One line of JSON in, one out: {"case", "form"} is checked first, and with "seconds" timed."""
    folder, kept = sys.argv[1], {}
    print(json.dumps({"forms": {name: form.__doc__ for name, form in forms.items()}, "about": about}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        key = asked["case"], asked["form"]
        try:
            if key not in kept:
                case = Case(asked["case"], folder)
                kept[key] = case, forms[asked["form"]](case)
            case, form = kept[key]
            if "seconds" in asked:
                answer = paced(form.run, asked["seconds"])
            else:
                end = form.repeat(case.drawn)
                answer = {"loss": case.loss(end), "error": case.error(end), "ours": case.loss(case.end), "start": case.loss(case.start)}
        except Exception as e:  # a form that this version of the library cannot do is left out, and said
            answer = {"lacks": f"{type(e).__name__}: {str(e).strip().splitlines()[0][:200] if str(e).strip() else ''}"}
        print(json.dumps(answer), flush=True)
