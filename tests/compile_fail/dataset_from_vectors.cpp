// expect-error: genoprop: a Dataset is built from xtensor containers or adaptors: Dataset{x, labels} or Dataset{x, targets}
// compiles-with: -DFIXED
#include <vector>

#include <genoprop/data/dataset.hpp>

int main() {
#ifdef FIXED
  const genoprop::Dataset data{xt::xtensor<float, 2>{{1}, {2}}, xt::xtensor<int, 1>{0, 1}};
#else
  const genoprop::Dataset data{std::vector<float>{1, 2}, std::vector<int>{0, 1}};
#endif
}
