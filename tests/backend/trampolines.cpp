// Real text of a training step and a few bodies of its own, for tests/backend/check_trampolines.sh: compiled, never run.
#include <genoprop/backend/cpu_lane.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/pass.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/descend.hpp>
#include <genoprop/train/sgd.hpp>
#include <genoprop/train/sink.hpp>

namespace genoprop {

template <class T>
struct Squash {
  Block<T> x;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const noexcept {
    x(i, r, c) = math::tanh(math::fma(x(i, r, c), T(2), math::exp(x(i, r, c))));
  }
};

template <class Set, class T>
void step(CpuLane<Set>& lane, const Genes<T>& genes, Block<const T> x, const Targets<T>& targets, Update<Sgd, T>& update,
          Squash<T> squash) {
  const auto net = sequential(input(64), dense(32), tanh(), dense(10));
  const auto trace = take_trace<T>(lane, net, 32, true);
  forward(lane, net, Genes<const T>(genes), x, trace);
  SoftmaxCrossEntropy{}(lane, Block<const T>(trace.output()), targets, LossOut<T>{.dy = trace.output_slope()});
  backward(lane, net, Genes<const T>(genes), x, trace, update);
  lane.for_each(32, 10, squash);
}

#define GENOPROP_STEP(set, type) \
  template void step(CpuLane<set>&, const Genes<type>&, Block<const type>, const Targets<type>&, Update<Sgd, type>&, Squash<type>)
GENOPROP_STEP(Avx512, float);
GENOPROP_STEP(Avx2, float);
GENOPROP_STEP(Avx512, double);
GENOPROP_STEP(Avx2, double);

}  // namespace genoprop
