#include <genoprop/nn/regression.hpp>

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

TEST_CASE("mean squared error: by hand, the mean over rows and outputs") {
  Judge<MeanSquaredError> judge(2, {.rows = 2, .x = {1, 2, -1, 0.5}, .values = {0, 4, -1, 0}});
  CHECK(judge.losses() == std::vector{2.5, 0.125});           // (1 + 4) / 2, (0 + 0.25) / 2
  CHECK(judge.slope() == std::vector{0.5, -1.0, 0.0, 0.25});  // 2 (y - t) / (2 rows * 2 outputs)
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

TEST_CASE("regression: NaN and infinite outputs stay visible") {
  for (const double odd : {std::nan(""), HUGE_VAL}) {
    const auto seen = [&](auto loss) { return !std::isfinite(loss.value(odd, 0.0)); };
    CHECK(seen(Huber{}));
    CHECK(seen(Poisson{}));
    CHECK(seen(Pinball{}));
  }
  CHECK(std::isnan(Huber{}.slope(std::nan(""), 0.0)));
  CHECK(std::isnan(Pinball{}.slope(std::nan(""), 0.0)));
}

TEST_CASE("regression: numbers out of range are refused") {
  CHECK_THROWS_WITH_AS(Huber{.delta = 0}.check(), "Huber: delta is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(Huber{.delta = NAN}.check(), SettingsError);
  CHECK_THROWS_WITH_AS(Pinball{.tau = 1}.check(), "Pinball: tau is 1, expected above 0 and below 1", SettingsError);
  CHECK_THROWS_AS(Pinball{.tau = 0}.check(), SettingsError);
}

TEST_CASE("regression: the gradient is the derivative of the mean loss, over 50 seeds") {
  for_seeds(50, [](Draw& draw) {
    Examples<double> values = three_rows(draw);
    for (int k = 0; k < 6; ++k) values.values.push_back(static_cast<double>(draw.normal()));
    check_slope(MeanSquaredError{}, 2, values);
    Examples<double> counts = values;
    for (double& v : counts.values) v = std::floor(std::abs(2 * v));
    for (double& v : counts.x) v /= 3;  // e^y of other rows would drown the differences
    check_slope(Poisson{}, 2, counts);
    Examples<double> apart = values;  // half a unit and more from the kinks of the pinball at 0 and of Huber's slope at 2
    for (std::size_t k = 0; k < 6; ++k) apart.values[k] = apart.x[k] + (k % 2 == 0 ? 0.5 : -0.5) * (k % 3 == 0 ? 5 : 1);
    check_slope(Pinball{.tau = 0.3f}, 2, apart);
    check_slope(Huber{.delta = 2}, 2, apart);
  });
}

TEST_CASE("regression: float is near double") {
  for_seeds(20, [](Draw& draw) {
    Examples<double> rows{.rows = 7, .x = normals(draw, 21), .values = normals(draw, 14)};
    const auto net = sequential(input(3), dense(9), tanh(), dense(2));
    CHECK(float_is_near_double(net, MeanSquaredError{}, rows, draw, 1e-5));
    CHECK(float_is_near_double(net, Huber{.delta = 0.5f}, rows, draw, 1e-5));
    CHECK(float_is_near_double(net, Pinball{.tau = 0.3f}, rows, draw, 1e-5));
    for (double& v : rows.values) v = std::floor(std::abs(2 * v));
    CHECK(float_is_near_double(net, Poisson{}, rows, draw, 1e-5));
  });
}

TEST_CASE("regression: predictions: the outputs themselves, the expected count") {
  double y[2] = {-3, 4};
  MeanSquaredError::predict(y, 2);
  Huber::predict(y, 2);
  Pinball::predict(y, 2);
  CHECK(std::vector(y, y + 2) == std::vector{-3.0, 4.0});
  double log_count[1] = {1};
  Poisson::predict(log_count, 1);
  CHECK(near(log_count[0], 2.718281828459045, 1e-15));
}

TEST_CASE("regression: as many outputs as values") { CHECK(MeanSquaredError::outputs_for(4) == 4); }
