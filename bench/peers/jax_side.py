"""jax's side of compare.py. A step: row numbers drawn with replacement, rows and labels gathered, forward, slope of softmax
cross-entropy, backward, SGD with momentum; many steps in one call. The population forms count a step of each network."""

import os
import sys

sys.dont_write_bytecode = True  # nothing is left in the source folder
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from side import MOMENTUM, RATE, serve


def act_of(case):
    return jax.nn.relu if case.act == "relu" else jnp.tanh


class Form:
    """One jitted, donating call of `ahead` steps of `networks` networks: body(carry, rows) is a step."""

    unroll, networks = 1, 1

    def __init__(self, case):
        self.case = case
        self.ahead = max(4, (512 if case.sizes[0] < 100 else 64) // self.networks)
        self.x, self.labels = jnp.asarray(case.x), jnp.asarray(case.labels)
        self.one_hot = jnp.asarray(np.eye(case.sizes[-1], dtype=np.float32)[case.labels])
        self.random = np.random.default_rng(1)
        self.call = jax.jit(self.steps, donate_argnums=0)
        self.drawing = jax.jit(self.draw_and_step, donate_argnums=0)
        self.key = jax.random.key(1, impl="unsafe_rbg")
        self.carry = self.begin()

    def begin(self):
        w = [(jnp.asarray(w), jnp.asarray(b)) for w, b in self.case.start]
        return w, jax.tree.map(jnp.zeros_like, w)

    def steps(self, carry, rows):
        return lax.scan(lambda c, r: (self.body(c, r), None), carry, rows, unroll=self.unroll)[0]

    def draw_and_step(self, carry, key):
        key, now = jax.random.split(key)
        return self.steps(carry, jax.random.randint(now, self.shape(), 0, self.case.rows)), key

    def shape(self):
        return (self.ahead, self.case.batch) if self.networks == 1 else (self.ahead, self.networks, self.case.batch)

    def run(self, n):
        calls = -(-n // (self.ahead * self.networks))
        for _ in range(calls):
            self.carry, self.key = self.drawing(self.carry, self.key)
        jax.block_until_ready(self.carry)
        return calls * self.ahead * self.networks

    def repeat(self, drawn):
        rows = jnp.asarray(drawn if self.networks == 1 else np.repeat(drawn[:, None], self.networks, axis=1))
        return self.end(self.call(self.begin(), rows))

    def end(self, carry):
        return [(np.asarray(w), np.asarray(b)) for w, b in carry[0]]

    def gathered(self, rows):
        return self.x.at[rows].get(mode="promise_in_bounds"), self.one_hot.at[rows].get(mode="promise_in_bounds")


class Usual(Form):
    """usual: the loss of a row under vmap, jax.grad, tree_map, scan"""

    def loss(self, layers, x, label):
        def of_row(x, label):
            for w, b in layers[:-1]:
                x = act_of(self.case)(x @ w + b)
            return -jax.nn.log_softmax(x @ layers[-1][0] + layers[-1][1])[label]

        return jax.vmap(of_row)(x, label).mean()

    def body(self, carry, rows):
        w, v = carry
        g = jax.grad(self.loss)(w, self.x[rows], self.labels[rows])
        v = jax.tree.map(lambda v, g: MOMENTUM * v + g, v, g)
        return jax.tree.map(lambda w, v: w - RATE * v, w, v), v


class UsualPopulation(Usual):
    """usual: 16 networks under vmap, jax.grad, scan"""

    networks = 16

    def begin(self):
        return jax.tree.map(lambda a: jnp.repeat(a[None], self.networks, axis=0), Form.begin(self))

    def body(self, carry, rows):
        return jax.vmap(lambda c, r: Usual.body(self, c, r))(carry, rows)

    def end(self, carry):
        return [(np.asarray(w[-1]), np.asarray(b[-1])) for w, b in carry[0]]


class Hand(Form):
    """by hand: backward written out, scan"""

    def body(self, carry, rows):
        layers, velocity = carry
        x, t = self.gathered(rows)
        h, last = [x], len(layers) - 1
        for k, (w, b) in enumerate(layers):
            z = h[-1] @ w + b
            h.append(z if k == last else act_of(self.case)(z))
        e = jnp.exp(h[-1] - h[-1].max(axis=1, keepdims=True))
        d = (e / e.sum(axis=1, keepdims=True) - t) * np.float32(1 / self.case.batch)
        new, moved = [], []
        for k in range(last, -1, -1):
            (w, b), (vw, vb) = layers[k], velocity[k]
            vw, vb = MOMENTUM * vw + h[k].T @ d, MOMENTUM * vb + d.sum(axis=0)
            if k > 0:
                d = d @ w.T
                d = jnp.where(h[k] > 0, d, 0) if self.case.act == "relu" else d * (1 - h[k] * h[k])
            new.insert(0, (w - RATE * vw, b - RATE * vb))
            moved.insert(0, (vw, vb))
        return new, moved


class HandEight(Hand):
    """by hand, scan unrolled eight times"""

    unroll = 8


class HandNumpy(Hand):
    """by hand, scan, row numbers from numpy"""

    def run(self, n):
        calls = -(-n // (self.ahead * self.networks))
        for _ in range(calls):
            self.carry = self.call(self.carry, self.random.integers(0, self.case.rows, self.shape(), dtype=np.int32))
        jax.block_until_ready(self.carry)
        return calls * self.ahead * self.networks


class HandNumpyEight(HandNumpy):
    """by hand, scan unrolled eight times, row numbers from numpy"""

    unroll = 8


class HandLoop(Hand):
    """by hand, fori_loop, row numbers drawn in the step"""

    def run(self, n):
        calls = -(-n // self.ahead)
        for _ in range(calls):
            self.carry, self.key = self.looping(self.carry, self.key)
        jax.block_until_ready(self.carry)
        return calls * self.ahead

    def __init__(self, case):
        super().__init__(case)

        def several(carry, key):
            def one(_, both):
                carry, key = both
                key, now = jax.random.split(key)
                return self.body(carry, jax.random.randint(now, (case.batch,), 0, case.rows)), key

            return lax.fori_loop(0, self.ahead, one, (carry, key))

        self.looping = jax.jit(several, donate_argnums=0)


class HandPopulation(Hand):
    """by hand, 16 networks under vmap, scan"""

    networks = 16
    begin, end = UsualPopulation.begin, UsualPopulation.end

    def body(self, carry, rows):
        return jax.vmap(lambda c, r: Hand.body(self, c, r))(carry, rows)


class HandPopulationNumpy(HandPopulation):
    """by hand, 16 networks under vmap, scan, row numbers from numpy"""

    run = HandNumpy.run


forms = {
    "usual": Usual,
    "usual, population of 16": UsualPopulation,
    "by hand": Hand,
    "by hand, unrolled 8": HandEight,
    "by hand, numpy draws": HandNumpy,
    "by hand, unrolled 8, numpy draws": HandNumpyEight,
    "by hand, fori_loop": HandLoop,
    "by hand, population of 16": HandPopulation,
    "by hand, population of 16, numpy draws": HandPopulationNumpy,
}
serve(forms, {"library": "jax", "version": jax.__version__, "flags": os.environ.get("XLA_FLAGS", "")})
