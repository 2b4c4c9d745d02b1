// expect-error: genoprop: the second member of Supervised is a loss such as SoftmaxCrossEntropy{}
// compiles-with: -DFIXED
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/supervised.hpp>

int main() {
#ifdef FIXED
  const genoprop::SoftmaxCrossEntropy loss;
#else
  const genoprop::Relu loss;
#endif
  const genoprop::Supervised problem{genoprop::sequential(genoprop::input(3), genoprop::dense(2)), loss, genoprop::Splits<float>{}};
  return problem.training_rows();
}
