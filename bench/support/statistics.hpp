#pragma once
// What a comparison of success rates needs.

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>
#include <vector>

namespace bench {

/// Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22, 1927: the interval of a rate at 95 %.
inline std::pair<double, double> wilson(int successes, int n) {
  if (n == 0) return {0, 1};
  const double z = 1.959964, p = static_cast<double>(successes) / n, z2 = z * z / n;
  const double middle = (p + z2 / 2) / (1 + z2), half = z * std::sqrt(p * (1 - p) / n + z2 / (4.0 * n)) / (1 + z2);
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

/// two-sided p of Fisher's exact test for a of n against b of m: the sum of all tables that are no more likely
inline double fisher(int a, int n, int b, int m) {
  const auto choose = [](int of, int k) { return std::lgamma(of + 1.0) - std::lgamma(k + 1.0) - std::lgamma(of - k + 1.0); };
  const int all = a + b;
  const auto chance = [&](int x) { return std::exp(choose(n, x) + choose(m, all - x) - choose(n + m, all)); };
  const double seen = chance(a) * (1 + 1e-9);
  double p = 0;
  for (int x = std::max(0, all - m); x <= std::min(n, all); ++x)
    if (chance(x) <= seen) p += chance(x);
  return std::min(1.0, p);
}

inline double median(std::vector<double> v) {
  if (v.empty()) return std::nan("");
  std::sort(v.begin(), v.end());
  const std::size_t n = v.size();
  return n % 2 == 1 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}
/// Type 7 of Hyndman & Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996; an infinite neighbour
/// makes it infinite.
inline double quantile(std::vector<double> v, double share) {
  if (v.empty()) return std::nan("");
  std::sort(v.begin(), v.end());
  const double at = share * static_cast<double>(v.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double between = at - static_cast<double>(below);
  return between == 0 ? v[below] : std::isinf(v[below + 1]) ? v[below + 1] : v[below] + between * (v[below + 1] - v[below]);
}
/// mean of the largest tenth, at least of one
inline double worst_decile(std::vector<double> v) {
  if (v.empty()) return std::nan("");
  std::sort(v.begin(), v.end(), std::greater<>{});
  const std::size_t n = std::max<std::size_t>(1, (v.size() + 5) / 10);
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k) sum += v[k];
  return sum / static_cast<double>(n);
}
inline double mean(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}
inline double deviation(const std::vector<double>& v) {
  if (v.size() < 2) return 0;
  const double m = mean(v);
  double sum = 0;
  for (const double x : v) sum += (x - m) * (x - m);
  return std::sqrt(sum / static_cast<double>(v.size() - 1));
}

}  // namespace bench
