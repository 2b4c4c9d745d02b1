#pragma once
// Two ways to do the same, measured in turns in one process: what a machine does to one it does to the other.

#include <sched.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <string>

extern "C" __attribute__((weak)) char* openblas_get_corename(void);

namespace bench {

/// The calling thread, and what it starts, on one core.
inline void pin_to_core(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  sched_setaffinity(0, sizeof set, &set);
}
/// the last core this process may use: the first one serves interrupts
inline int last_core() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 0;
  int last = 0;
  for (int c = 0; c < CPU_SETSIZE; ++c)
    if (CPU_ISSET(c, &set)) last = c;
  return last;
}

inline std::string cpu_name() {
  std::ifstream in("/proc/cpuinfo");
  std::string name = "unknown", family = "?", model = "?";
  for (std::string line; std::getline(in, line) && !line.empty();) {
    const auto value = [&] { return line.substr(std::min(line.size(), line.find(':') + 2)); };
    if (line.starts_with("model name")) name = value();
    if (line.starts_with("cpu family")) family = value();
    if (line.starts_with("model\t")) model = value();
  }
  return name + " (family " + family + ", model " + model + ")";
}
/// which kernels OpenBLAS chose; OPENBLAS_CORETYPE=Haswell|SkylakeX|... changes it
inline std::string blas_core() { return openblas_get_corename ? openblas_get_corename() : "not OpenBLAS"; }

/// processor time of the calling thread: what else the machine does counts for neither side
inline double thread_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}
/// seconds a call
template <class F>
double seconds_of(F& f, std::int64_t calls) {
  const double start = thread_seconds();
  for (std::int64_t k = 0; k < calls; ++k) f();
  return (thread_seconds() - start) / static_cast<double>(calls);
}
/// how many calls take about `seconds`; also warms up
template <class F>
std::int64_t calls_for(F& f, double seconds) {
  std::int64_t calls = 1;
  for (;;) {
    const double t = seconds_of(f, calls) * static_cast<double>(calls);
    if (t >= seconds / 2 || calls > (std::int64_t{1} << 40))
      return std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(calls) * seconds / std::max(t, 1e-9)));
    calls *= t < seconds / 20 ? 10 : 2;
  }
}

template <std::size_t n>
double median(std::array<double, n> values) {
  std::nth_element(values.begin(), values.begin() + n / 2, values.end());
  return values[n / 2];
}

struct Comparison {
  double first = 0, second = 0;  ///< seconds a call, medians
  double ratio = 0;              ///< how many times faster the first is: median of the turns
};

/// Nine turns of f and g, each about `seconds` long.
template <class F, class G>
Comparison compare(F&& f, G&& g, double seconds = 0.01) {
  const std::int64_t nf = calls_for(f, seconds), ng = calls_for(g, seconds);
  std::array<double, 9> a{}, b{}, ratio{};
  for (std::size_t turn = 0; turn < a.size(); ++turn) {
    if (turn % 2 == 0) {
      a[turn] = seconds_of(f, nf);
      b[turn] = seconds_of(g, ng);
    } else {
      b[turn] = seconds_of(g, ng);
      a[turn] = seconds_of(f, nf);
    }
    ratio[turn] = b[turn] / a[turn];
  }
  return {median(a), median(b), median(ratio)};
}

}  // namespace bench
