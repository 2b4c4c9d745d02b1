// expect-error: genoprop: the first member of Supervised is a network: sequential(...) or mlp(...)
// compiles-with: -DFIXED
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/supervised.hpp>

int main() {
#ifdef FIXED
  const auto net = genoprop::sequential(genoprop::input(3), genoprop::dense(2));
#else
  const int net = 3;
#endif
  const genoprop::Supervised problem{net, genoprop::SoftmaxCrossEntropy{}, genoprop::Splits<float>{}};
  return problem.training_rows();
}
