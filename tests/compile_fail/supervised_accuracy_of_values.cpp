// expect-error: genoprop: Accuracy and BalancedAccuracy count labels, this loss has none: expected MinusLoss{} or MinusRmse{}
// compiles-with: -DFIXED
#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/train/supervised.hpp>

int main() {
  using namespace genoprop;
#ifdef FIXED
  const Supervised problem{mlp({1, 1}, relu()), MeanSquaredError{}, Splits<float>{}, MinusLoss{}};
#else
  const Supervised problem{mlp({1, 1}, relu()), MeanSquaredError{}, Splits<float>{}, Accuracy{}};
#endif
  problem.check("fit");
}
