// expect-error: genoprop: a Dataset has a number of classes only with integer labels
// compiles-with: -DFIXED
#include <genoprop/data/dataset.hpp>

int main() {
  const xt::xtensor<float, 2> x{{1}, {2}};
#ifdef FIXED
  const xt::xtensor<int, 1> y{0, 1};
#else
  const xt::xtensor<float, 1> y{0, 1};
#endif
  const genoprop::Dataset data{x, y, 3};
}
