#!/usr/bin/env python3
"""Gradient steps a second of one network on one core, beside torch and jax, each in several forms from what most users write to what
careful users can. All sides do the same work a step: row numbers drawn with replacement, rows and labels gathered from memory (ours may
read the rows where they lie), forward, slope of softmax cross-entropy (no value), backward, SGD with momentum 0.9; float32. First every
form repeats the same batches from the same start, and its loss and weights are compared with ours; then all are timed in turns.
Processor time of the process counts: what else the machine does counts for nobody.

    pip install -r bench/peers/requirements.txt
    python3 bench/peers/compare.py                                 builds peers_ours below build/bench
    python3 bench/peers/compare.py --program build/bench/bench/peers_ours --cases 64-32-10 --out out/peers
"""

import argparse
import html
import json
import os
import platform
import statistics
import subprocess
import sys

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))

# how many times as fast as the best form of a library we mean to be at least
CASES = {
    "784-128-10": {"batch": 64, "what": "784-128-10 relu, B 64", "jax": 1.25, "torch": 2.3},
    "784-512-256-10": {"batch": 128, "what": "784-512-256-10 relu, B 128", "jax": 1.15, "torch": 2.4},
    "64-32-10": {"batch": 32, "what": "64-32-10 relu, B 32", "jax": 2.2, "torch": 3.5},
    "2-16-16-2": {"batch": 32, "what": "2-16-16-2 tanh, B 32", "jax": 2.2, "torch": 3.0},
}


def built():
    """peers_ours, built in build/bench"""
    folder = os.path.join(root, "build", "bench")
    subprocess.run(["cmake", "--preset", "release", "-B", folder, "-DGENOPROP_BUILD_TESTS=OFF", "-DGENOPROP_BUILD_EXAMPLES=OFF",
                    "-DGENOPROP_CUDA=OFF", "-DGENOPROP_THRUST=OFF"], cwd=root, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", "peers_ours"], check=True)
    return os.path.join(folder, "bench", "peers_ours")


class Side:
    """torch or jax in a process of its own, on one core"""

    def __init__(self, library, data, core):
        self.library = library
        environment = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", JAX_PLATFORMS="cpu",
                           XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
        self.process = subprocess.Popen([sys.executable, os.path.join(here, f"{library}_side.py"), data], env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        preexec_fn=lambda: os.sched_setaffinity(0, {core}))
        line = self.process.stdout.readline()
        self.head = json.loads(line) if line else None
        if self.head is None:
            self.process.wait()

    def ask(self, **what):
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"lacks": "the process ended"}


def installed(module):
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True).returncode == 0


def page(result):
    """the tables as one page that needs nothing else"""
    parts = ["<!doctype html><meta charset='utf-8'><meta name='viewport' content='width=device-width'><title>Beside peers</title><style>"
             "body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:1rem auto;padding:0 1rem}table{border-collapse:collapse;"
             "width:100%}td,th{padding:.2rem .5rem;text-align:right;border-bottom:1px solid #ddd}td:first-child,th:first-child"
             "{text-align:left}i{display:block;height:.6rem;background:#4a7}i.o{background:#36c}</style><h1>Gradient steps a second, one "
             f"core</h1><p>{html.escape(result['machine'])}; " + html.escape(", ".join(result["versions"])) +
             "; medians of interleaved repetitions, processor time.</p>"]
    for name, case in result["cases"].items():
        most = max([case["ours"]] + [f["steps_per_second"] for f in case["forms"]])
        parts.append(f"<h2>{html.escape(CASES[name]['what'])}</h2><table><tr><th>form<th>steps/s<th>ours over it<th style='width:30%'>")
        rows = [("ours", case["ours"], 1.0, "o")] + [(f"{f['library']}: {f['form']}", f["steps_per_second"], f["ours_over"], "p")
                                                     for f in case["forms"]]
        for form, steps, ratio, kind in sorted(rows, key=lambda r: -r[1]):
            bar = f"<i class={kind} style='width:{100 * steps / most:.1f}%'></i>"
            parts.append(f"<tr><td>{html.escape(form)}<td>{steps:,.0f}<td>{ratio:.2f}<td>{bar}")
        parts.append("</table>")
    return "\n".join(parts)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--program", help="peers_ours; without it, it is built")
    ask.add_argument("--cases", nargs="+", default=list(CASES), choices=list(CASES))
    ask.add_argument("--libraries", nargs="+", default=["torch", "jax"], choices=["torch", "jax"])
    ask.add_argument("--forms", nargs="+", default=[""], help="only forms whose name holds one of these")
    ask.add_argument("--repetitions", type=int, default=7)
    ask.add_argument("--seconds", type=float, default=0.25, help="of processor time, a form and a repetition")
    ask.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)), help="the core that everything runs on")
    ask.add_argument("--out", default=os.path.join(root, "out", "peers"), help="folder of the data, peers.json and peers.html")
    o = ask.parse_args()

    libraries = [l for l in o.libraries if installed(l) and installed("numpy")]
    for lacking in sorted(set(o.libraries) - set(libraries)):
        print(f"{lacking} (or numpy) is not installed for {sys.executable}: pip install -r bench/peers/requirements.txt")
    if not libraries:
        sys.exit("peers: nothing to compare with")
    program = o.program or built()
    def ours(*arguments):
        done = subprocess.run([program, *arguments], check=True, capture_output=True, text=True,
                              preexec_fn=lambda: os.sched_setaffinity(0, {o.core}))
        return json.loads(done.stdout)

    data = os.path.join(o.out, "data")
    for name in o.cases:
        written = ours(name, "--write", os.path.join(data, name), "--steps", "200")
        assert written["batch"] == CASES[name]["batch"]
    sides = [Side(library, data, o.core) for library in libraries]
    for s in sides:
        if s.head is None:
            sys.exit(f"peers: the {s.library} side did not start")
    about = ours(o.cases[0], "--seconds", "0.05")
    result = {"machine": f"{about['cpu']}, lane {about['lane']}, Linux {platform.release()}",
              "versions": [f"{s.head['about']['library']} {s.head['about']['version']}" for s in sides],
              "about": [s.head["about"] for s in sides], "repetitions": o.repetitions, "seconds": o.seconds, "cases": {}}
    print(result["machine"], *result["versions"], sep="; ", flush=True)

    wrong = missed = False
    for name in o.cases:
        forms = []
        for side in sides:
            for form, what in side.head["forms"].items():
                if not any(part in form for part in o.forms):
                    continue
                came = side.ask(case=name, form=form)
                if "lacks" in came:
                    print(f"{name}: {side.library}, {form}, is left out: {came['lacks']}", flush=True)
                    continue
                same = abs(came["loss"] - came["ours"]) <= 1e-3 * came["ours"] and came["error"] <= 1e-3
                if not same:
                    print(f"{name}: {side.library}, {form}: loss after the same batches {came['loss']:.6f}, ours {came['ours']:.6f}, "
                          f"weights apart by {came['error']:.1e}: another computation, not timed", flush=True)
                    wrong = True
                    continue
                forms.append({"library": side.library, "form": form, "what": what, **came, "side": side})
                forms[-1].update(pace=[], wall=[], ratio=[])
        pace = []
        for _ in range(o.repetitions):
            for f in forms:  # ours beside each: neighbours in time
                mine = ours(name, "--seconds", str(o.seconds))
                pace.append(mine["steps"] / mine["processor_seconds"])
                theirs = f["side"].ask(case=name, form=f["form"], seconds=o.seconds)
                f["pace"].append(theirs["steps"] / theirs["processor_seconds"])
                f["wall"].append(theirs["steps"] / theirs["wall_seconds"])
                f["ratio"].append(pace[-1] / f["pace"][-1])
        case = {"ours": statistics.median(pace) if pace else 0.0, "forms": []}
        for f in forms:
            case["forms"].append({k: f[k] for k in ("library", "form", "what", "loss", "error")} |
                                 {"steps_per_second": statistics.median(f["pace"]), "wall_steps_per_second": statistics.median(f["wall"]),
                                  "ours_over": statistics.median(f["ratio"])})
        result["cases"][name] = case
        print(f"\n{CASES[name]['what']}: ours {case['ours']:,.0f} steps/s")
        if forms:
            print(f"after 200 equal steps the loss fell from {forms[0]['start']:.3f} to {forms[0]['ours']:.5f} on every side, "
                  f"weights within {max(f['error'] for f in forms):.0e} of the largest")
        print("| form | steps/s | ours over it |\n|---|---|---|")
        for f in case["forms"]:
            print(f"| {f['library']}: {f['form']} | {f['steps_per_second']:,.0f} | {f['ours_over']:.2f} |")
        for library in libraries:
            of_it = [f for f in case["forms"] if f["library"] == library]
            if of_it:
                asked = CASES[name][library]
                best = min(of_it, key=lambda f: f["ours_over"])
                missed |= best["ours_over"] < asked
                print(f"over the best {library} ({best['form']}): {best['ours_over']:.2f}, at least {asked} is wanted", flush=True)
                alone = [f for f in of_it if "population" not in f["form"]]
                if alone and best not in alone:
                    best = min(alone, key=lambda f: f["ours_over"])
                    print(f"over the best {library} that trains one network as we do ({best['form']}): {best['ours_over']:.2f}", flush=True)
    for s in sides:
        s.process.stdin.close()
        s.process.wait()
    with open(os.path.join(o.out, "peers.json"), "w") as file:
        json.dump(result, file, indent=1)
    with open(os.path.join(o.out, "peers.html"), "w") as file:
        file.write(page(result))
    print(f"\n{o.out}/peers.json, peers.html" + ("; below what is wanted somewhere" if missed else ""))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
