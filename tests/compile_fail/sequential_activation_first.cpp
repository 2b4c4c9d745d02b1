// expect-error: genoprop: the first layer after input(features) is dense(units) or embedding(column, categories, size)
// compiles-with: -DFIXED
#include <genoprop/nn/sequential.hpp>

int main() {
#ifdef FIXED
  return genoprop::sequential(genoprop::input(3), genoprop::dense(2), genoprop::relu()).layers();
#else
  return genoprop::sequential(genoprop::input(3), genoprop::relu(), genoprop::dense(2)).layers();
#endif
}
