#include <genoprop/nn/cross_entropy.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/judge.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

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

TEST_CASE("smoothed cross-entropy: by hand, without smoothing the softmax's own, hits too") {
  const Examples<double> rows{.rows = 2, .x = {1, 2, 3, 0, 0, 0}, .labels = {2, 1}};
  Judge<SmoothedCrossEntropy> judge(3, rows, {.smoothing = 0.375f});
  // log sum - (1 - s) z_label - s / 3 (z_1 + z_2 + z_3) = 3.4076... - 0.625 * 3 - 0.125 * 6
  CHECK(near(judge.losses(), std::vector{0.7826059644443804, 1.0986122886681098}, 1e-14));
  CHECK(near(judge.slope(),
             std::vector{(0.09003057317038046 - 0.125) / 2, (0.24472847105479764 - 0.125) / 2, (0.6652409557748218 - 0.75) / 2,
                         (1.0 / 3 - 0.125) / 2, (1.0 / 3 - 0.75) / 2, (1.0 / 3 - 0.125) / 2},
             1e-14));
  Judge<SmoothedCrossEntropy> none(3, rows, {.smoothing = 0});
  Judge<SoftmaxCrossEntropy> sharp(3, rows);
  CHECK(near(none.losses(), sharp.losses(), 1e-15));
  CHECK(near(none.slope(), sharp.slope(), 1e-15));
  CHECK(judge.hits() == std::vector<double>{1, 0});
}

TEST_CASE("multi-label cross-entropy: by hand, each output by itself") {
  Judge<MultiLabelCrossEntropy> judge(2, {.rows = 2, .x = {0, 2, -2, 800}, .values = {1, 1, 0.5, 0}});
  CHECK(near(judge.losses(), std::vector{(0.6931471805599453 + 0.12692801104297263) / 2, (0.12692801104297263 + 1 + 800) / 2}, 1e-14));
  CHECK(near(judge.slope(), std::vector{-0.5 / 4, -0.11920292202211755 / 4, (0.11920292202211755 - 0.5) / 4, 1.0 / 4}, 1e-14));
}

TEST_CASE("multi-label cross-entropy: NaN and infinite outputs stay visible") {
  for (const double odd : {std::nan(""), HUGE_VAL}) CHECK(!std::isfinite(MultiLabelCrossEntropy{}.value(odd, 0.0)));
}

TEST_CASE("smoothed cross-entropy: numbers out of range are refused") {
  CHECK_NOTHROW(SmoothedCrossEntropy{.smoothing = 0}.check());
  CHECK_THROWS_WITH_AS(SmoothedCrossEntropy{.smoothing = 1}.check(), "SmoothedCrossEntropy: smoothing is 1, expected in [0, 1)",
                       SettingsError);
  CHECK_THROWS_AS(SmoothedCrossEntropy{.smoothing = -0.1f}.check(), SettingsError);
}

TEST_CASE("cross-entropies: the gradient is the derivative of the mean loss, over 50 seeds") {
  for_seeds(50, [](Draw& draw) {
    const Examples<double> rows = three_rows(draw);
    Examples<double> classes = rows, bits = rows, several = rows;
    for (int k = 0; k < 3; ++k) {
      classes.labels.push_back(draw.below(4));
      bits.labels.push_back(draw.below(2));
    }
    for (int k = 0; k < 6; ++k) several.values.push_back(draw.below(2));
    for (double& v : several.x) v /= 3;
    check_slope(SoftmaxCrossEntropy{}, 4, classes);
    check_slope(SmoothedCrossEntropy{.smoothing = 0.2f}, 4, classes);
    check_slope(SigmoidCrossEntropy{}, 1, bits);
    check_slope(MultiLabelCrossEntropy{}, 2, several);
  });
}

TEST_CASE("cross-entropies: float is near double") {
  for_seeds(20, [](Draw& draw) {
    const Examples<double> rows{.rows = 7, .x = normals(draw, 21)};
    Examples<double> classes = rows, bits = rows, several = rows;
    for (int r = 0; r < 7; ++r) {
      classes.labels.push_back(draw.below(4));
      bits.labels.push_back(draw.below(2));
    }
    for (int k = 0; k < 28; ++k) several.values.push_back(draw.below(2));
    const auto four = sequential(input(3), dense(9), tanh(), dense(4)), one = sequential(input(3), dense(9), tanh(), dense(1));
    CHECK(float_is_near_double(four, SoftmaxCrossEntropy{}, classes, draw, 1e-5));
    CHECK(float_is_near_double(four, SmoothedCrossEntropy{.smoothing = 0.2f}, classes, draw, 1e-5));
    CHECK(float_is_near_double(four, MultiLabelCrossEntropy{}, several, draw, 1e-5));
    CHECK(float_is_near_double(one, SigmoidCrossEntropy{}, bits, draw, 1e-5));
  });
}

TEST_CASE("cross-entropies: predictions: probabilities that sum to one, the chance of label 1, the chance of each") {
  double z[3] = {1001, 1002, 1003};
  SoftmaxCrossEntropy::predict(z, 3);
  CHECK(near(std::vector(z, z + 3), std::vector{0.09003057317038046, 0.24472847105479764, 0.6652409557748218}, 1e-14));
  double smooth[2] = {0, 0};
  SmoothedCrossEntropy::predict(smooth, 2);
  CHECK(std::vector(smooth, smooth + 2) == std::vector{0.5, 0.5});
  double s[2] = {0, 2};
  SigmoidCrossEntropy::predict(s, 2);
  CHECK(near(std::vector(s, s + 2), std::vector{0.5, 0.8807970779778824}, 1e-14));
  double each[2] = {0, 2};
  MultiLabelCrossEntropy::predict(each, 2);
  CHECK(near(std::vector(each, each + 2), std::vector{0.5, 0.8807970779778824}, 1e-14));
}

TEST_CASE("cross-entropies: how many outputs they want for so many classes") {
  CHECK(SoftmaxCrossEntropy::outputs_for(10) == 10);
  CHECK(SigmoidCrossEntropy::outputs_for(2) == 1);
  CHECK(SigmoidCrossEntropy::outputs_for(3) == -1);
}
