// expect-error: genoprop: a schedule stands around AnyOf, not in it: Scheduled{AnyOf{...}, Cosine{}}
// compiles-with: -DFIXED
#include <genoprop/train/adam.hpp>
#include <genoprop/train/any_of.hpp>
#include <genoprop/train/scheduled.hpp>
#include <genoprop/train/sgd.hpp>

int main() {
  using namespace genoprop;
#ifdef FIXED
  const Scheduled optimizer{AnyOf{Sgd{}, Adam{}}, Cosine{}};
#else
  const AnyOf optimizer{Scheduled{Sgd{}, Cosine{}}, Adam{}};
#endif
  return static_cast<int>(optimizer.which);
}
