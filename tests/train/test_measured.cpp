#include <genoprop/train/measured.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/seeds.hpp"

#include <genoprop/concepts/objective.hpp>
#include <genoprop/core/draw.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// a user's own: the share of rows whose first output is above a bound
struct Above {
  float bound = 0;
  static constexpr Target counts = Target::values;
  double operator()(const Scores& s) const { return s.measured; }
  template <class T>
  GENOPROP_HD double of_row(const JudgedRow<T>& row) const noexcept {
    return row.said[0] > T(bound) ? 1 : 0;
  }
};
struct Ranked : Above {
  static constexpr bool ranks = true;
};

}  // namespace

static_assert(Measured<Above> && !Measured<MinusLoss> && !Measured<Accuracy> && !Measured<BalancedAccuracy>);
static_assert(!ranks_rows<Above> && ranks_rows<Ranked>);
static_assert(!reads_balanced_accuracy<Above> && reads_balanced_accuracy<BalancedAccuracy>);

TEST_CASE("sorting scores: what std::sort gives, of any length, with equal ones and infinities") {
  for_seeds(200, [](Draw& draw) {
    std::vector<float> v(static_cast<std::size_t>(draw.below(60)));
    for (float& x : v) x = static_cast<float>(draw.below(9)) - 4;
    if (v.size() > 3) v[3] = -std::numeric_limits<float>::infinity();
    auto sorted = v;
    std::sort(sorted.begin(), sorted.end());
    measure_body::sort_scores(v.data(), static_cast<Index>(v.size()));
    CHECK(v == sorted);
  });
}

TEST_CASE("right pairs: by hand, and the count of pairs over seeds, whatever the order of the scores") {
  std::vector<double> zeros{0.1, 0.4}, ones{0.8, 0.35};
  CHECK(measure_body::right_pairs(zeros.data(), 2, ones.data(), 2) == 0.75);  // 0.35 is above one of two, 0.8 above both
  ones = {0.4, 0.8};
  CHECK(measure_body::right_pairs(zeros.data(), 2, ones.data(), 2) == 0.875);  // 1, a half, 1, 1
  for_seeds(200, [](Draw& draw) {
    std::vector<double> a(1 + static_cast<std::size_t>(draw.below(30))), b(1 + static_cast<std::size_t>(draw.below(30)));
    for (double& x : a) x = draw.below(12);
    for (double& x : b) x = draw.below(14);
    double right = 0;
    for (const double x : a)
      for (const double y : b) right += x < y ? 1 : x == y ? 0.5 : 0;
    CHECK(measure_body::right_pairs(a.data(), static_cast<Index>(a.size()), b.data(), static_cast<Index>(b.size())) ==
          right / static_cast<double>(a.size() * b.size()));
  });
}

TEST_CASE("right pairs: a score that is no number has none") {
  std::vector<float> numbers{0, 1}, none{0, std::nanf("")};
  CHECK(std::isnan(measure_body::right_pairs(numbers.data(), 2, none.data(), 2)));
  CHECK(std::isnan(measure_body::right_pairs(none.data(), 2, numbers.data(), 2)));
}
