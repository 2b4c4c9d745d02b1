// expect-error: genoprop: embedding(column, categories, size) reads a column of the input, which residual(...) does not see
// compiles-with: -DFIXED
#include <genoprop/nn/sequential.hpp>

int main() {
  using namespace genoprop;
#ifdef FIXED
  const auto net = sequential(input(3), dense(4), relu(), residual(dense(3), relu(), dense(4)), dense(2));
#else
  const auto net = sequential(input(3), dense(4), relu(), residual(embedding(0, 4, 1), dense(4)), dense(2));
#endif
  return static_cast<int>(net.outputs());
}
