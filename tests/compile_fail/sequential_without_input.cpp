// expect-error: genoprop: sequential starts with input(features)
// compiles-with: -DFIXED
#include <genoprop/nn/sequential.hpp>

int main() {
#ifdef FIXED
  return genoprop::sequential(genoprop::input(3), genoprop::dense(2)).layers();
#else
  return genoprop::sequential(genoprop::dense(3), genoprop::dense(2)).layers();
#endif
}
