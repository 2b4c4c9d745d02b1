// expect-error: genoprop: embedding(column, categories, size) reads a column of the input, expected before all other layers
// compiles-with: -DFIXED
#include <genoprop/nn/sequential.hpp>

int main() {
  using namespace genoprop;
#ifdef FIXED
  const auto net = sequential(input(3), embedding(0, 4, 2), embedding(0, 3, 2), dense(4), relu(), dense(2));
#else
  const auto net = sequential(input(3), embedding(0, 4, 2), dense(4), embedding(0, 3, 2), dense(2));
#endif
  return static_cast<int>(net.outputs());
}
