// expect-error: genoprop: Rprop finds the steps of its weights itself: a schedule around it would change the first alone
// compiles-with: -DFIXED
#include <genoprop/train/clip.hpp>
#include <genoprop/train/rprop.hpp>
#include <genoprop/train/scheduled.hpp>
#include <genoprop/train/sgd.hpp>

int main() {
  using namespace genoprop;
#ifdef FIXED
  const Scheduled optimizer{ClipByValue{Sgd{}, 1.0f}, Cosine{}};
#else
  const Scheduled optimizer{ClipByValue{Rprop{}, 1.0f}, Cosine{}};
#endif
  return static_cast<int>(optimizer.slots);
}
