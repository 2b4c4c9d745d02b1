"""Reads the files of python_files with Python's own safetensors, and with torch where it is installed.

    python3 check_python.py FOLDER
"""
import json
import sys
from pathlib import Path

import numpy as np
from safetensors import safe_open

folder = Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text())


def opened(name):
    with safe_open(folder / f"{name}.safetensors", framework="numpy") as file:
        return {key: file.get_tensor(key) for key in file.keys()}, file.metadata()


def rows(of):
    e = expected[of]
    return [np.array(e[key], np.float32).reshape(e["rows"], -1) for key in ("x", "y")]


w, about = opened("model")
assert sorted(w) == ["layers.0.bias", "layers.0.weight", "layers.1.bias", "layers.1.weight"], sorted(w)
assert w["layers.0.weight"].shape == (3, 5) and w["layers.0.weight"].dtype == np.float32
x, y = rows("model")
came = np.tanh(x @ w["layers.0.weight"] + w["layers.0.bias"]) @ w["layers.1.weight"] + w["layers.1.bias"]
assert np.allclose(came, y, rtol=1e-5, atol=1e-6), np.abs(came - y).max()
model = json.loads(about["model"])
assert [layer["activation"] for layer in model["layers"]] == ["tanh", "identity"]
assert about["seed"] == "7" and about["note"] == "of \u00e9t\u00e9" and about["loss"] == "mean squared error", about

double, _ = opened("double")
assert double["layers.0.weight"].dtype == np.float64 and np.allclose(double["layers.0.weight"], w["layers.0.weight"])
both, _ = opened("ensemble")
assert len(both) == 8 and (both["networks.0.layers.0.weight"] == w["layers.0.weight"]).all()
print("safetensors reads them")

try:
    import torch
    from safetensors.torch import load_file
    from torch import nn
except ImportError:
    print("no torch here: its part is left out")
    sys.exit()


class Residual(nn.Sequential):
    def forward(self, x):
        return x + super().forward(x)


net = nn.Sequential(
    nn.Linear(4, 8), nn.GELU(), nn.Dropout(0.2), nn.Linear(8, 7), nn.LayerNorm(7), nn.GELU(approximate="tanh"), nn.Linear(7, 6),
    nn.ReLU(), Residual(nn.LayerNorm(6), nn.Linear(6, 5), nn.SiLU(), nn.Linear(5, 6)), nn.Tanh(), nn.Linear(6, 3))
net.load_state_dict(load_file(folder / "torch.safetensors"))
x, y = rows("torch")
with torch.no_grad():
    came = net.eval()(torch.from_numpy(x)).numpy()
assert np.allclose(came, y, rtol=1e-5, atol=2e-6), np.abs(came - y).max()
print("torch", torch.__version__, "computes the same outputs")
