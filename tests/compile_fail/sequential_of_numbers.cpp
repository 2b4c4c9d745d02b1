// expect-error: genoprop: sequential takes input(features), then layers such as dense(units) and activations such as relu()
// compiles-with: -DFIXED
#include <genoprop/nn/sequential.hpp>

int main() {
#ifdef FIXED
  return genoprop::sequential(genoprop::input(3), genoprop::dense(2), genoprop::relu(), genoprop::dense(4)).layers();
#else
  return genoprop::sequential(genoprop::input(3), genoprop::dense(2), 4).layers();
#endif
}
