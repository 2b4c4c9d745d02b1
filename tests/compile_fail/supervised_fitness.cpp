// expect-error: genoprop: fitness must model Fitness: double operator()(const Scores&) const
// compiles-with: -DFIXED
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>
#include <genoprop/train/supervised.hpp>

struct Skill {
#ifdef FIXED
  double operator()(const genoprop::Scores& s) const { return s.accuracy - s.loss; }
#else
  double operator()(double loss) const { return -loss; }
#endif
};

int main() {
  const genoprop::Supervised problem{genoprop::sequential(genoprop::input(3), genoprop::dense(2)), genoprop::SoftmaxCrossEntropy{},
                                     genoprop::Splits<float>{}, Skill{}};
  return problem.training_rows();
}
