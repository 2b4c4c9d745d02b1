// expect-error: genoprop: Sharing wraps a Selection: Index operator()(const Ranking&, Draw&) const
// compiles-with: -DFIXED
#include <genoprop/evolve/select/sharing.hpp>

int main() {
#ifdef FIXED
  const genoprop::Sharing<genoprop::Tournament> select{};
#else
  const genoprop::Sharing<int> select{};
#endif
  select.check();
}
