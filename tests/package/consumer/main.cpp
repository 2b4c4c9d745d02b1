// A user's program: the umbrella, one draw, and a call into each library that must have been linked.
#include <zlib.h>

#include <cstdio>

#include <genoprop/genoprop.hpp>

extern "C" float cblas_sdot(int n, const float* x, int step_x, const float* y, int step_y);

int main() {
  genoprop::Draw draw(1, {.purpose = genoprop::Purpose::user});
  const float x[2] = {3.0f, 4.0f};
  const float unit = draw.unit();
  const bool fine = unit > 0.0f && unit < 1.0f && cblas_sdot(2, x, 1, x, 1) == 25.0f && zlibVersion()[0] != '\0';
  std::printf("genoprop %s %s\n", GENOPROP_VERSION, fine ? "works" : "is broken");
  return fine ? 0 : 1;
}
