#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string_view>
#include <vector>

#include "support/bits.hpp"
#include "support/every_loss.hpp"
#include "support/near.hpp"
#include "support/pass.hpp"
#include "support/places.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {
/// what a loss says of given outputs: a network without weights' influence, y = x
template <class Loss>
class Judge {
 public:
  Judge(Index outputs, Examples<double> rows, Loss loss = {})
      : pass_(sequential(input(outputs), dense(outputs)), loss, std::move(rows)), identity_(static_cast<std::size_t>(pass_.genes()), 0.0) {
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

TEST_CASE("huber: by hand: a parabola up to delta, a line beyond") {
  Judge<Huber> judge(2, {.rows = 2, .x = {0.5, 3, -3, 1}, .values = {0, 0, 0, 0}}, {.delta = 2});
  CHECK(judge.losses() == std::vector{(0.125 + 2 * (3 - 1)) / 2, (2 * (3 - 1) + 0.5) / 2});
  CHECK(judge.slope() == std::vector{0.5 / 4, 2.0 / 4, -2.0 / 4, 1.0 / 4});
}

TEST_CASE("poisson: by hand: e^y - t y") {
  Judge<Poisson> judge(1, {.rows = 3, .x = {0, 1, -1}, .values = {3, 0, 2}});
  CHECK(near(judge.losses(), std::vector{1.0, 2.718281828459045, 2.3678794411714423}, 1e-14));
  CHECK(near(judge.slope(), std::vector{-2.0 / 3, 2.718281828459045 / 3, (0.36787944117144233 - 2) / 3}, 1e-14));
}

TEST_CASE("pinball: by hand; a constant that minimises it is the quantile") {
  Judge<Pinball> judge(1, {.rows = 3, .x = {1, 4, 2}, .values = {3, 0, 2}}, {.tau = 0.75f});
  CHECK(judge.losses() == std::vector{1.5, 1.0, 0.0});
  CHECK(judge.slope() == std::vector{-0.75 / 3, 0.25 / 3, 0.0});
  // of 1 .. 20 the constant between the fifteenth and the sixteenth number has slope 0: 15 * 0.25 = 5 * 0.75
  double at = 0;
  for (int t = 1; t <= 20; ++t) at += Pinball{.tau = 0.75f}.slope(15.5, static_cast<double>(t));
  CHECK(at == 0);
}

TEST_CASE("losses: NaN and infinite outputs stay visible") {
  for (const double odd : {std::nan(""), HUGE_VAL}) {
    const auto seen = [&](auto loss) { return !std::isfinite(loss.value(odd, 0.0)); };
    CHECK(seen(Huber{}));
    CHECK(seen(Poisson{}));
    CHECK(seen(Pinball{}));
    CHECK(seen(MultiLabelCrossEntropy{}));
  }
  CHECK(std::isnan(Huber{}.slope(std::nan(""), 0.0)));
  CHECK(std::isnan(Pinball{}.slope(std::nan(""), 0.0)));
}

TEST_CASE("losses: the same bits on every instruction set") {
  const auto oracle = what_losses_say(*Serial{}.open());
  for (const char* isa : {"avx512", "avx2"}) {
    if (!has_isa(isa == std::string_view("avx512") ? Isa::avx512 : Isa::avx2)) continue;
    CAPTURE(isa);
    const ChosenIsa chosen(isa);
    CHECK(bits_equal(what_losses_say(*Threads{.threads = 1}.open()), oracle));
  }
}

TEST_CASE("losses: numbers out of range are refused") {
  CHECK_NOTHROW(SmoothedCrossEntropy{.smoothing = 0}.check());
  CHECK_THROWS_WITH_AS(SmoothedCrossEntropy{.smoothing = 1}.check(), "SmoothedCrossEntropy: smoothing is 1, expected in [0, 1)",
                       SettingsError);
  CHECK_THROWS_AS(SmoothedCrossEntropy{.smoothing = -0.1f}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Huber{.delta = 0}.check(), "Huber: delta is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(Huber{.delta = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Pinball{.tau = 1}.check(), "Pinball: tau is 1, expected above 0 and below 1", SettingsError);
  CHECK_THROWS_AS(Pinball{.tau = 0}.check(), SettingsError);
}

TEST_CASE("losses: the gradient is the derivative of the mean loss, over 50 seeds") {
  for_seeds(50, [](Draw& draw) {
    Examples<double> rows{.rows = 3, .x = std::vector<double>(12)};
    for (double& v : rows.x) v = 3 * static_cast<double>(draw.normal());
    const auto check = [&]<class Loss>(Loss loss, Index outputs, Examples<double> here) {
      here.x.resize(static_cast<std::size_t>(3 * outputs));
      const auto slope = Judge<Loss>(outputs, here, loss).slope();
      for (std::size_t k = 0; k < here.x.size(); ++k) {
        const double h = 1e-5;
        const auto mean_at = [&](double x) {
          Examples<double> moved = here;
          moved.x[k] = x;
          double sum = 0;
          for (const double l : Judge<Loss>(outputs, moved, loss).losses()) sum += l / 3;
          return sum;
        };
        CHECK(near((mean_at(here.x[k] + h) - mean_at(here.x[k] - h)) / (2 * h), slope[k], 1e-9));
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
    check(SmoothedCrossEntropy{.smoothing = 0.2f}, 4, classes);
    Examples<double> counts = values;
    for (double& v : counts.values) v = std::floor(std::abs(2 * v));
    for (double& v : counts.x) v /= 3;  // e^y of other rows would drown the differences
    check(Poisson{}, 2, counts);
    for (double& v : counts.values) v = v > 1 ? 1 : 0;
    check(MultiLabelCrossEntropy{}, 2, counts);
    Examples<double> apart = values;  // half a unit and more from the kinks of the pinball at 0 and of Huber's slope at 2
    for (std::size_t k = 0; k < 6; ++k) apart.values[k] = apart.x[k] + (k % 2 == 0 ? 0.5 : -0.5) * (k % 3 == 0 ? 5 : 1);
    check(Pinball{.tau = 0.3f}, 2, apart);
    check(Huber{.delta = 2}, 2, apart);
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
  Huber::predict(y, 2);
  Pinball::predict(y, 2);
  CHECK(std::vector(y, y + 2) == std::vector{-3.0, 4.0});
  double log_count[1] = {1};
  Poisson::predict(log_count, 1);
  CHECK(near(log_count[0], 2.718281828459045, 1e-15));
  double each[2] = {0, 2};
  MultiLabelCrossEntropy::predict(each, 2);
  CHECK(near(std::vector(each, each + 2), std::vector{0.5, 0.8807970779778824}, 1e-14));
  double smooth[2] = {0, 0};
  SmoothedCrossEntropy::predict(smooth, 2);
  CHECK(std::vector(smooth, smooth + 2) == std::vector{0.5, 0.5});
}

TEST_CASE("losses: how many outputs they want for so many classes") {
  CHECK(SoftmaxCrossEntropy::outputs_for(10) == 10);
  CHECK(SigmoidCrossEntropy::outputs_for(2) == 1);
  CHECK(SigmoidCrossEntropy::outputs_for(3) == -1);
  CHECK(MeanSquaredError::outputs_for(4) == 4);
}
