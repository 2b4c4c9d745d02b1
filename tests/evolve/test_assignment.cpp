#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include <genoprop/core/draw.hpp>
#include <genoprop/evolve/assignment.hpp>

using namespace genoprop;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Problem {
  Index n;
  std::vector<double> similarity;
  double operator()(Index row, Index column) const { return similarity[static_cast<std::size_t>(row * n + column)]; }
  double value(const std::vector<Index>& column) const {
    double sum = 0;
    for (Index row = 0; row < n; ++row) sum += (*this)(row, column[static_cast<std::size_t>(row)]);
    return sum;
  }
};
/// uniform numbers in (-1, 1), or, with `levels`, whole numbers 0 .. levels - 1: many ties
Problem random_problem(std::uint64_t seed, Index n, Index levels = 0) {
  Draw draw(seed, {.purpose = Purpose::user});
  Problem problem{n, std::vector<double>(static_cast<std::size_t>(n * n))};
  std::uint32_t k = 0;
  for (double& s : problem.similarity) {
    if (k++ % 1024 == 0) draw = Draw(seed, {.purpose = Purpose::user, .index = k});
    s = levels > 0 ? static_cast<double>(draw.below(levels)) : static_cast<double>(draw.between(-1, 1));
  }
  return problem;
}
bool is_permutation_of_columns(std::vector<Index> column, Index n) {
  std::sort(column.begin(), column.end());
  std::vector<Index> expected(static_cast<std::size_t>(n));
  std::iota(expected.begin(), expected.end(), 0);
  return column == expected;
}
/// the largest sum over all n! permutations
double best_by_trying_all(const Problem& problem) {
  std::vector<Index> column(static_cast<std::size_t>(problem.n));
  std::iota(column.begin(), column.end(), 0);
  double best = -infinity;
  do best = std::max(best, problem.value(column));
  while (std::next_permutation(column.begin(), column.end()));
  return best;
}
/// the same in n 2^n: best[set of columns] for the first |set| rows (Held & Karp, 1962)
double best_by_subsets(const Problem& problem) {
  std::vector<double> best(std::size_t{1} << problem.n, -infinity);
  best[0] = 0;
  for (std::size_t set = 0; set + 1 < best.size(); ++set) {
    const Index row = __builtin_popcountll(set);
    for (Index column = 0; column < problem.n; ++column) {
      const std::size_t more = set | (std::size_t{1} << column);
      if (more != set) best[more] = std::max(best[more], best[set] + problem(row, column));
    }
  }
  return best.back();
}

}  // namespace

TEST_CASE("assignment: worked by hand; the greedy choice of 9 would lose") {
  // 9 8 1
  // 8 2 1      9 + 2 + 3 = 14, 8 + 8 + 3 = 19
  // 1 1 3
  CHECK(assign(std::vector<double>{9, 8, 1, 8, 2, 1, 1, 1, 3}, 3) == std::vector<Index>{1, 0, 2});
}

TEST_CASE("assignment: nothing, one, and the identity where all are equal") {
  CHECK(assign({}, 0).empty());
  CHECK(assign(std::vector<double>{-3}, 1) == std::vector<Index>{0});
  for (const Index n : {2, 7, 40}) {
    std::vector<Index> identity(static_cast<std::size_t>(n));
    std::iota(identity.begin(), identity.end(), 0);
    CHECK(assign(std::vector<double>(static_cast<std::size_t>(n * n), 0.25), n) == identity);
  }
}

TEST_CASE("assignment: as good as the best of all permutations, 500 seeds, n = 1 to 7, with and without ties") {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const Index n = 1 + static_cast<Index>(seed % 7);
    for (const Index levels : {0, 2, 5}) {
      const Problem problem = random_problem(seed, n, levels);
      const auto column = assign(problem.similarity, n);
      REQUIRE(is_permutation_of_columns(column, n));
      CHECK(problem.value(column) == doctest::Approx(best_by_trying_all(problem)).epsilon(1e-12));
    }
  }
}

TEST_CASE("assignment: as good as dynamic programming, n = 12") {
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (const Index levels : {0, 3}) {
      const Problem problem = random_problem(seed, 12, levels);
      const auto column = assign(problem.similarity, 12);
      REQUIRE(is_permutation_of_columns(column, 12));
      CHECK(problem.value(column) == doctest::Approx(best_by_subsets(problem)).epsilon(1e-12));
    }
}

TEST_CASE("assignment: finds a hidden permutation again") {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    constexpr Index n = 50;
    Draw draw(seed, {.purpose = Purpose::user, .index = 1'000'000});
    std::vector<Index> hidden(n);
    std::iota(hidden.begin(), hidden.end(), 0);
    for (Index k = n - 1; k > 0; --k) std::swap(hidden[static_cast<std::size_t>(k)], hidden[static_cast<std::size_t>(draw.below(k + 1))]);
    Problem problem = random_problem(seed, n);
    for (Index row = 0; row < n; ++row) problem.similarity[static_cast<std::size_t>(row * n + hidden[static_cast<std::size_t>(row)])] += 2;
    CHECK(assign(problem.similarity, n) == hidden);
  }
}

TEST_CASE("assignment: infinite elements are taken first, or avoided") {
  CHECK(assign(std::vector<double>{1, infinity, 5, 0}, 2) == std::vector<Index>{1, 0});
  CHECK(assign(std::vector<double>{5, 1, 1, -infinity}, 2) == std::vector<Index>{1, 0});
  CHECK(assign(std::vector<double>{infinity, infinity, infinity, 0}, 2) == std::vector<Index>{1, 0});  // two of them are more than one
  CHECK(is_permutation_of_columns(assign(std::vector<double>(25, infinity), 5), 5));
}

TEST_CASE("assignment: NaN and wrong sizes are refused") {
  CHECK_THROWS_WITH_AS(assign(std::vector<double>{1, 2, std::nan(""), 4}, 2), "assign: similarity(1, 0) is NaN, expected a number",
                       DataError);
  CHECK_THROWS_WITH_AS(assign(std::vector<double>{1, 2, 3}, 2), "assign: elements of similarity is 3, expected 4", ShapeError);
  CHECK_THROWS_WITH_AS(assign({}, -1), "assign: n is -1, expected at least 0", ShapeError);
}

TEST_CASE("assignment: time for 512 x 512 (printed, not judged)") {
  const auto time = [](const Problem& problem) {
    const auto start = std::chrono::steady_clock::now();
    const auto column = assign(problem.similarity, problem.n);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    CHECK(is_permutation_of_columns(column, problem.n));
    return took.count();
  };
  Problem product{512, std::vector<double>(512 * 512)};  // -i j: the longest paths (Machol & Wien, 1976)
  for (Index i = 0; i < 512; ++i)
    for (Index j = 0; j < 512; ++j) product.similarity[static_cast<std::size_t>(i * 512 + j)] = -static_cast<double>(i) * j;
  MESSAGE("random ", time(random_problem(1, 512)), " ms, 10 levels ", time(random_problem(1, 512, 10)), " ms, hardest ", time(product),
          " ms");
}
