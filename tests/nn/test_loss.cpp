#include <genoprop/nn/loss.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// what a loss says of given outputs: a network without weights' influence, y = x
template <class Loss>
class Judge {
 public:
  Judge(Index outputs, Examples<double> rows)
      : pass_(sequential(input(outputs), dense(outputs)), Loss{}, std::move(rows)),
        identity_(static_cast<std::size_t>(pass_.genes()), 0.0) {
    for (Index k = 0; k < outputs; ++k) identity_[static_cast<std::size_t>(k * outputs + k)] = 1;
  }
  std::vector<double> losses() { return pass_.losses(identity_); }
  std::vector<double> slope() { return pass_.output_slope(identity_); }
  std::vector<double> hits() { return pass_.hits(identity_); }

 private:
  Pass<double, decltype(sequential(input(1), dense(1))), Loss> pass_;
  std::vector<double> identity_;
};
}  // namespace

TEST_CASE("softmax cross-entropy: by hand, the gradient divided by the rows") {
  Judge<SoftmaxCrossEntropy> judge(3, {.rows = 2, .x = {1, 2, 3, 0, 0, 0}, .labels = {2, 1}});
  CHECK(near(judge.losses(), std::vector{0.4076059644443804, 1.0986122886681098}, 1e-14));  // log(e^-2 + e^-1 + 1), log 3
  CHECK(near(judge.slope(),
             std::vector{0.09003057317038046 / 2, 0.24472847105479764 / 2, (0.6652409557748218 - 1) / 2, 1.0 / 6, 1.0 / 6 - 0.5, 1.0 / 6},
             1e-14));
}

TEST_CASE("softmax cross-entropy: large outputs neither overflow nor lose the difference") {
  Judge<SoftmaxCrossEntropy> judge(3, {.rows = 2, .x = {1001, 1002, 1003, -2000, 0, -2000}, .labels = {2, 0}});
  CHECK(near(judge.losses(), std::vector{0.4076059644443804, 2000.0}, 1e-12));
  for (const double s : judge.slope()) CHECK(std::isfinite(s));
}

TEST_CASE("softmax cross-entropy: a hit is the first of the largest outputs") {
  Judge<SoftmaxCrossEntropy> judge(3, {.rows = 5, .x = {1, 2, 3, 1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 5, 5}, .labels = {2, 1, 0, 2, 1}});
  CHECK(judge.hits() == std::vector<double>{1, 0, 1, 0, 1});
}

TEST_CASE("sigmoid cross-entropy: by hand") {
  Judge<SigmoidCrossEntropy> judge(1, {.rows = 4, .x = {0, 2, -2, 800}, .labels = {1, 1, 1, 0}});
  CHECK(near(judge.losses(), std::vector{0.6931471805599453, 0.12692801104297263, 2.1269280110429727, 800.0}, 1e-14));
  CHECK(near(judge.slope(), std::vector{-0.5 / 4, -0.11920292202211755 / 4, -0.8807970779778824 / 4, 1.0 / 4}, 1e-14));
  CHECK(judge.hits() == std::vector<double>{0, 1, 0, 0});
}

TEST_CASE("mean squared error: by hand, the mean over rows and outputs") {
  Judge<MeanSquaredError> judge(2, {.rows = 2, .x = {1, 2, -1, 0.5}, .values = {0, 4, -1, 0}});
  CHECK(judge.losses() == std::vector{2.5, 0.125});           // (1 + 4) / 2, (0 + 0.25) / 2
  CHECK(judge.slope() == std::vector{0.5, -1.0, 0.0, 0.25});  // 2 (y - t) / (2 rows * 2 outputs)
}

TEST_CASE("losses: the gradient is the derivative of the mean loss, over 50 seeds") {
  for_seeds(50, [](Draw& draw) {
    Examples<double> rows{.rows = 3, .x = std::vector<double>(12)};
    for (double& v : rows.x) v = 3 * static_cast<double>(draw.normal());
    const auto check = [&]<class Loss>(Loss, Index outputs, Examples<double> here) {
      here.x.resize(static_cast<std::size_t>(3 * outputs));
      const auto slope = Judge<Loss>(outputs, here).slope();
      for (std::size_t k = 0; k < here.x.size(); ++k) {
        const double h = 1e-5;
        const auto mean_at = [&](double x) {
          Examples<double> moved = here;
          moved.x[k] = x;
          double sum = 0;
          for (const double l : Judge<Loss>(outputs, moved).losses()) sum += l / 3;
          return sum;
        };
        CHECK(std::abs((mean_at(here.x[k] + h) - mean_at(here.x[k] - h)) / (2 * h) - slope[k]) < 1e-9);
      }
    };
    Examples<double> classes = rows, bits = rows, values = rows;
    for (int k = 0; k < 3; ++k) {
      classes.labels.push_back(draw.below(4));
      bits.labels.push_back(draw.below(2));
    }
    for (int k = 0; k < 6; ++k) values.values.push_back(static_cast<double>(draw.normal()));
    check(SoftmaxCrossEntropy{}, 4, classes);
    check(SigmoidCrossEntropy{}, 1, bits);
    check(MeanSquaredError{}, 2, values);
  });
}

TEST_CASE("losses: predictions: probabilities that sum to one, the chance of label 1, the outputs themselves") {
  double z[3] = {1001, 1002, 1003};
  SoftmaxCrossEntropy::predict(z, 3);
  CHECK(near(std::vector(z, z + 3), std::vector{0.09003057317038046, 0.24472847105479764, 0.6652409557748218}, 1e-14));
  double s[2] = {0, 2};
  SigmoidCrossEntropy::predict(s, 2);
  CHECK(near(std::vector(s, s + 2), std::vector{0.5, 0.8807970779778824}, 1e-14));
  double y[2] = {-3, 4};
  MeanSquaredError::predict(y, 2);
  CHECK(std::vector(y, y + 2) == std::vector{-3.0, 4.0});
}

TEST_CASE("losses: how many outputs they want for so many classes") {
  CHECK(SoftmaxCrossEntropy::outputs_for(10) == 10);
  CHECK(SigmoidCrossEntropy::outputs_for(2) == 1);
  CHECK(SigmoidCrossEntropy::outputs_for(3) == -1);
  CHECK(MeanSquaredError::outputs_for(4) == 4);
}
