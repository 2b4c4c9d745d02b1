"""torch's side of compare.py. A step: row numbers drawn with replacement, rows and labels gathered, forward, slope of softmax
cross-entropy, backward, SGD with momentum. The population forms count a step of each network."""

import os
import sys

sys.dont_write_bytecode = True  # nothing is left in the source folder
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import numpy as np
import torch
from side import MOMENTUM, RATE, serve

torch.set_num_threads(1)
torch.set_num_interop_threads(1)
aten = torch.ops.aten


class Usual:
    """usual: nn.Sequential, CrossEntropyLoss, optim.SGD"""

    def __init__(self, case):
        self.case = case
        self.x, self.labels = torch.from_numpy(case.x), torch.from_numpy(case.labels).long()
        self.loss = torch.nn.CrossEntropyLoss()
        self.begin()

    def begin(self):
        layers = []
        for w, b in self.case.start:
            dense = torch.nn.Linear(*w.shape)
            with torch.no_grad():
                dense.weight.copy_(torch.from_numpy(w.T.copy()))
                dense.bias.copy_(torch.from_numpy(b))
            layers += [dense, torch.nn.ReLU() if self.case.act == "relu" else torch.nn.Tanh()]
        self.net = torch.nn.Sequential(*layers[:-1])
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=RATE, momentum=MOMENTUM)

    def step(self, rows):
        self.optimizer.zero_grad()
        self.loss(self.net(self.x[rows]), self.labels[rows]).backward()
        self.optimizer.step()

    def run(self, n):
        for _ in range(n):
            self.step(torch.randint(0, self.case.rows, (self.case.batch,)))
        return n

    def repeat(self, drawn):
        self.begin()
        for rows in torch.from_numpy(drawn).long():
            self.step(rows)
        dense = [m for m in self.net if isinstance(m, torch.nn.Linear)]
        return [(m.weight.detach().numpy().T, m.bias.detach().numpy()) for m in dense]


class Fused(Usual):
    """usual, with optim.SGD(fused=True)"""

    def begin(self):
        super().begin()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=RATE, momentum=MOMENTUM, fused=True)


class Hand:
    """by hand: no autograd, every result in a buffer, momentum inside the product, row numbers drawn a step"""

    def __init__(self, case):
        self.case, self.b, sizes = case, case.batch, case.sizes
        self.x, self.one_hot = torch.from_numpy(case.x), torch.from_numpy(np.eye(sizes[-1], dtype=np.float32)[case.labels])
        self.rows = torch.empty(self.b, dtype=torch.long)
        self.h = [torch.empty(self.b, n) for n in sizes]
        self.d = [torch.empty(self.b, n) for n in sizes]
        self.t, self.ones = torch.empty(self.b, sizes[-1]), torch.ones(self.b)
        self.begin()

    def begin(self):
        self.w = [torch.from_numpy(w.copy()) for w, _ in self.case.start]
        self.bias = [torch.from_numpy(b.copy()) for _, b in self.case.start]
        self.vw = [torch.zeros_like(w) for w in self.w]
        self.vb = [torch.zeros_like(b) for b in self.bias]

    def step(self, rows):
        h, d, last = self.h, self.d, len(self.w) - 1
        torch.index_select(self.x, 0, rows, out=h[0])
        torch.index_select(self.one_hot, 0, rows, out=self.t)
        for k, (w, b) in enumerate(zip(self.w, self.bias)):
            torch.addmm(b, h[k], w, out=h[k + 1])
            if k < last:
                h[k + 1].relu_() if self.case.act == "relu" else h[k + 1].tanh_()
        aten._softmax.out(h[-1], 1, False, out=d[-1])
        d[-1].sub_(self.t)
        for k in range(last, -1, -1):
            if k > 0:
                torch.mm(d[k + 1], self.w[k].t(), out=d[k])
                if self.case.act == "relu":
                    aten.threshold_backward.grad_input(d[k], h[k], 0, grad_input=d[k])
                else:
                    aten.tanh_backward.grad_input(d[k], h[k], grad_input=d[k])
            self.vw[k].addmm_(h[k].t(), d[k + 1], beta=MOMENTUM, alpha=1 / self.b)
            self.vb[k].addmv_(d[k + 1].t(), self.ones, beta=MOMENTUM, alpha=1 / self.b)
            self.w[k].add_(self.vw[k], alpha=-RATE)
            self.bias[k].add_(self.vb[k], alpha=-RATE)

    @torch.no_grad()
    def run(self, n):
        for _ in range(n):
            torch.randint(0, self.case.rows, (self.b,), out=self.rows)
            self.step(self.rows)
        return n

    @torch.no_grad()
    def repeat(self, drawn):
        self.begin()
        for rows in torch.from_numpy(drawn).long():
            self.step(rows)
        return self.end()

    def end(self):
        return [(w.numpy(), b.numpy()) for w, b in zip(self.w, self.bias)]


class Column:
    """by hand: biases as one more row of the weights, all weights in one array, one gather, row numbers of many steps drawn at once"""

    def __init__(self, case):
        self.case, self.b, sizes = case, case.batch, case.sizes
        self.ahead = 256 if sizes[0] < 100 else 32
        one_hot = np.eye(sizes[-1], dtype=np.float32)[case.labels]
        self.data = torch.from_numpy(np.concatenate([case.x, np.ones((case.rows, 1), np.float32), one_hot], axis=1))
        self.both = torch.empty(self.b, self.data.shape[1])
        self.x, self.t = self.both[:, : sizes[0] + 1], self.both[:, sizes[0] + 1 :]
        self.full = [self.x] + [torch.ones(self.b, n + 1) for n in sizes[1:-1]]
        self.h = [f[:, :-1] for f in self.full] + [torch.empty(self.b, sizes[-1])]
        self.d = [torch.empty(self.b, n) for n in sizes]
        self.begin()

    def begin(self):
        self.genes = torch.from_numpy(np.concatenate([np.concatenate([w.ravel(), b]) for w, b in self.case.start]))
        self.v = torch.zeros_like(self.genes)
        self.w, self.vw, at = [], [], 0
        for i, o in zip(self.case.sizes, self.case.sizes[1:]):
            size = (i + 1) * o
            self.w.append(self.genes[at : at + size].view(i + 1, o))
            self.vw.append(self.v[at : at + size].view(i + 1, o))
            at += size
        self.back = [w[:-1].t() for w in self.w]
        self.turned = [f.t() for f in self.full]

    def step(self, rows):
        h, full, d, last, relu = self.h, self.full, self.d, len(self.w) - 1, self.case.act == "relu"
        torch.index_select(self.data, 0, rows, out=self.both)
        for k, w in enumerate(self.w):
            torch.mm(full[k], w, out=h[k + 1])
            if k < last:
                full[k + 1].relu_() if relu else h[k + 1].tanh_()
        aten._softmax.out(h[-1], 1, False, out=d[-1])
        d[-1].sub_(self.t)
        for k in range(last, -1, -1):
            if k > 0:
                torch.mm(d[k + 1], self.back[k], out=d[k])
                if relu:
                    aten.threshold_backward.grad_input(d[k], h[k], 0, grad_input=d[k])
                else:
                    aten.tanh_backward.grad_input(d[k], h[k], grad_input=d[k])
            self.vw[k].addmm_(self.turned[k], d[k + 1], beta=MOMENTUM, alpha=1 / self.b)
        self.genes.add_(self.v, alpha=-RATE)

    @torch.no_grad()
    def run(self, n):
        for _ in range(0, n, self.ahead):
            for rows in torch.randint(0, self.case.rows, (self.ahead, self.b)).unbind():
                self.step(rows)
        return (n + self.ahead - 1) // self.ahead * self.ahead

    @torch.no_grad()
    def repeat(self, drawn):
        self.begin()
        for rows in torch.from_numpy(drawn).long():
            self.step(rows)
        return self.case.weights_of(self.genes.numpy())


def steps_of(case, genes, v, data, rows):
    """`len(rows)` steps as one function of arrays, for compilers"""
    sizes, last = case.sizes, len(case.sizes) - 2
    features, w, at = sizes[0], [], 0
    places = []
    for i, o in zip(sizes, sizes[1:]):
        places.append((at, i, o))
        at += i * o + o
    for idx in rows.unbind():
        both = data.index_select(0, idx)
        h = [both[:, :features]]
        for k, (at, i, o) in enumerate(places):
            z = torch.addmm(genes[at + i * o : at + i * o + o], h[k], genes[at : at + i * o].view(i, o))
            h.append(z if k == last else torch.relu(z) if case.act == "relu" else torch.tanh(z))
        d = (torch.softmax(h[-1], 1) - both[:, features:]) * (1 / case.batch)
        gradient = []
        for k in range(last, -1, -1):
            at, i, o = places[k]
            gradient = [(h[k].t() @ d).reshape(-1), d.sum(0)] + gradient
            if k > 0:
                d = d @ genes[at : at + i * o].view(i, o).t()
                d = torch.where(h[k] > 0, d, 0) if case.act == "relu" else d * (1 - h[k] * h[k])
        v = MOMENTUM * v + torch.cat(gradient)
        genes = genes - RATE * v
    return genes, v


class Compiled:
    """torch.compile of one step by hand"""

    steps, wrapped = 1, False

    def __init__(self, case):
        self.case = case
        self.ahead = (64 if case.sizes[0] < 100 else 8) // self.steps
        one_hot = np.eye(case.sizes[-1], dtype=np.float32)[case.labels]
        self.data = torch.from_numpy(np.concatenate([case.x, one_hot], axis=1))
        import torch._inductor.config as inductor

        inductor.cpp.threads = 1
        inductor.cpp_wrapper = self.wrapped

        def several(genes, v, data, rows):
            a, b = steps_of(case, genes, v, data, rows)
            genes.copy_(a)
            v.copy_(b)

        self.call = torch.compile(several, dynamic=False)
        self.begin()

    def begin(self):
        self.genes = torch.from_numpy(np.concatenate([np.concatenate([w.ravel(), b]) for w, b in self.case.start]))
        self.v = torch.zeros_like(self.genes)

    @torch.no_grad()
    def run(self, n):
        done = 0
        while done < n:
            for rows in torch.randint(0, self.case.rows, (self.ahead, self.steps, self.case.batch)).unbind():
                self.call(self.genes, self.v, self.data, rows)
                done += self.steps
        return done

    @torch.no_grad()
    def repeat(self, drawn):
        self.begin()
        for rows in torch.from_numpy(drawn).long().view(-1, self.steps, self.case.batch):
            self.call(self.genes, self.v, self.data, rows)
        return self.case.weights_of(self.genes.numpy())


class CompiledEight(Compiled):
    """torch.compile of eight steps by hand in a row"""

    steps = 8


class CompiledWrapped(Compiled):
    """torch.compile of eight steps by hand in a row, called through C++"""

    steps, wrapped = 8, True


class Population:
    """a population of 16, by hand in buffers, batched products"""

    networks = 16

    def __init__(self, case):
        self.case, self.b, sizes, p = case, case.batch, case.sizes, self.networks
        self.ahead = 64 if sizes[0] < 100 else 4
        one_hot = np.eye(sizes[-1], dtype=np.float32)[case.labels]
        self.data = torch.from_numpy(np.concatenate([case.x, np.ones((case.rows, 1), np.float32), one_hot], axis=1))
        self.flat = torch.empty(p * self.b, self.data.shape[1])
        both = self.flat.view(p, self.b, -1)
        self.x, self.t = both[:, :, : sizes[0] + 1], both[:, :, sizes[0] + 1 :]
        self.full = [self.x] + [torch.ones(p, self.b, n + 1) for n in sizes[1:-1]]
        self.h = [f[:, :, :-1] for f in self.full] + [torch.empty(p, self.b, sizes[-1])]
        self.z = [torch.empty(p, self.b, n) for n in sizes]
        self.d = [torch.empty(p, self.b, n) for n in sizes]
        self.begin()

    def begin(self):
        self.w = [torch.from_numpy(np.repeat(np.concatenate([w, b[None]])[None], self.networks, axis=0)) for w, b in self.case.start]
        self.v = [torch.zeros_like(w) for w in self.w]

    def step(self, rows):
        z, h, full, d, last, relu = self.z, self.h, self.full, self.d, len(self.w) - 1, self.case.act == "relu"
        torch.index_select(self.data, 0, rows, out=self.flat)
        for k, w in enumerate(self.w):
            torch.bmm(full[k], w, out=z[k + 1])
            if k < last:
                torch.clamp_min(z[k + 1], 0, out=h[k + 1]) if relu else torch.tanh(z[k + 1], out=h[k + 1])
        aten._softmax.out(z[-1], 2, False, out=d[-1])
        d[-1].sub_(self.t)
        for k in range(last, -1, -1):
            if k > 0:
                torch.bmm(d[k + 1], self.w[k][:, :-1].transpose(1, 2), out=d[k])
                if relu:
                    aten.threshold_backward.grad_input(d[k], h[k], 0, grad_input=d[k])
                else:
                    aten.tanh_backward.grad_input(d[k], h[k], grad_input=d[k])
            self.v[k].baddbmm_(full[k].transpose(1, 2), d[k + 1], beta=MOMENTUM, alpha=1 / self.b)
            self.w[k].add_(self.v[k], alpha=-RATE)

    @torch.no_grad()
    def run(self, n):
        done = 0
        while done < n:
            for rows in torch.randint(0, self.case.rows, (self.ahead, self.networks * self.b)).unbind():
                self.step(rows)
                done += self.networks
        return done

    @torch.no_grad()
    def repeat(self, drawn):
        self.begin()
        for rows in torch.from_numpy(drawn).long():
            self.step(rows.repeat(self.networks))
        return [(w[-1, :-1].numpy(), w[-1, -1].numpy()) for w in self.w]


forms = {
    "usual": Usual,
    "usual, fused": Fused,
    "by hand": Hand,
    "by hand, one array": Column,
    "compiled, 1 step": Compiled,
    "compiled, 8 steps": CompiledEight,
    "compiled, 8 steps, C++": CompiledWrapped,
    "population of 16": Population,
}
serve(forms, {"library": "torch", "version": torch.__version__, "mkl": torch.backends.mkl.is_available(),
              "cpu": torch.backends.cpu.get_cpu_capability()})
