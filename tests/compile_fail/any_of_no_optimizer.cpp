// expect-error: genoprop: AnyOf holds optimizers such as Sgd{} and Adam{}: slots, and void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const
// compiles-with: -DFIXED
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/sgd.hpp>

struct Descent {
#ifdef FIXED
  static constexpr genoprop::Index slots = 0;
#endif
  template <class T>
  void operator()(T& w, T g, T*, std::ptrdiff_t, genoprop::Index) const {
    w -= g;
  }
};

int main() { genoprop::AnyOf<genoprop::Sgd, Descent>{}.check(); }
