// expect-error: genoprop: sequential needs at least one layer after input(features)
// compiles-with: -DFIXED
#include <genoprop/nn/sequential.hpp>

int main() {
#ifdef FIXED
  return genoprop::sequential(genoprop::input(3), genoprop::dense(2)).layers();
#else
  return genoprop::sequential(genoprop::input(3)).layers();
#endif
}
