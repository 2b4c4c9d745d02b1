// expect-error: genoprop: the first member of Team is a backend such as Threads{.threads = 1}
// compiles-with: -DFIXED
#include <genoprop/backend/serial.hpp>
#include <genoprop/distribute/team.hpp>

int main() {
#ifdef FIXED
  const genoprop::Team team{genoprop::Serial{}, 2};
#else
  const genoprop::Team team{42, 2};
#endif
  team.check();
}
