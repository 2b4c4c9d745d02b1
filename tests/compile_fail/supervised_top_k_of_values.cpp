// expect-error: genoprop: the fitness counts labels and this loss has values, or the other way round: TopK, RocAuc and MinusLogLoss count labels; R2 and MinusMeanAbsoluteError values
// compiles-with: -DFIXED
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/train/fitness.hpp>
#include <genoprop/train/supervised.hpp>

int main() {
  using namespace genoprop;
#ifdef FIXED
  const Supervised problem{mlp({1, 1}, relu()), MeanSquaredError{}, Splits<float>{}, R2{}};
#else
  const Supervised problem{mlp({1, 1}, relu()), MeanSquaredError{}, Splits<float>{}, TopK{.k = 1}};
#endif
  problem.check("fit");
}
