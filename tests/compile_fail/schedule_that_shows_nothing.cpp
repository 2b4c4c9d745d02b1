// expect-error: genoprop: Schedule sets the numbers of a Hyper policy that shows one to four of them, such as Evolve{&Sgd::rate, {...}}
// compiles-with: -DFIXED
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/hyper/first_parent.hpp>
#include <genoprop/evolve/hyper/schedule.hpp>
#include <genoprop/train/sgd.hpp>

int main() {
#ifdef FIXED
  genoprop::Schedule{genoprop::Evolve{&genoprop::Sgd::rate, {.low = 0.1, .high = 1}}, {genoprop::no_numbers}}.check();
#else
  genoprop::Schedule{genoprop::FirstParent{}, {genoprop::no_numbers}}.check();
#endif
}
