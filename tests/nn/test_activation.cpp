#include <genoprop/nn/activation.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/near.hpp"

#include <genoprop/nn/mlp.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("identity, relu, tanh: values and slopes by hand") {
  CHECK(Identity{}.value(-1.5) == -1.5);
  CHECK(Identity{}.slope(-1.5) == 1.0);
  CHECK(Relu{}.value(-2.0f) == 0.0f);
  CHECK(Relu{}.value(2.5f) == 2.5f);
  CHECK(Relu{}.slope(Relu{}.value(-2.0f)) == 0.0f);
  CHECK(Relu{}.slope(Relu{}.value(0.0f)) == 0.0f);
  CHECK(Relu{}.slope(Relu{}.value(2.5f)) == 1.0f);
  CHECK(near(Tanh{}.value(0.5), 0.46211715726000975, 1e-15));
  CHECK(near(Tanh{}.slope(Tanh{}.value(0.5)), 0.7864477329659274, 1e-14));
}

TEST_CASE("leaky relu, sigmoid, softplus, elu, silu, both gelus: values by hand and from their formulas in long double") {
  CHECK(leaky_relu(0.25f).value(-2.0) == -0.5);
  CHECK(leaky_relu(0.25f).value(2.0) == 2.0);
  CHECK(leaky_relu(0.25f).slope(-0.5) == 0.25);
  CHECK(sigmoid().value(0.0) == 0.5);
  CHECK(sigmoid().slope(0.5) == 0.25);
  CHECK(near(softplus().value(0.0), 0.6931471805599453, 1e-15));
  CHECK(elu(2).value(3.0) == 3.0);
  CHECK(near(elu(2).value(-1.0), -1.2642411176571153, 1e-15));  // 2 (1/e - 1)
  CHECK(near(silu().value(1.0), 0.7310585786300049, 1e-15));
  CHECK(near(gelu().value(1.0), 0.8411919906082768, 1e-15));
  CHECK(gelu().value(0.0) == 0.0);
  CHECK(near(gelu_exact().value(1.0), 0.8413447460685429, 1e-15));  // Phi(1)
  CHECK(gelu_exact().value(0.0) == 0.0);
  for (double z = -8; z <= 8; z += 0.13) {
    const auto x = static_cast<long double>(z);
    CHECK(relative_error(silu().value(z), x / (1 + std::exp(-x))) < 1e-15);
    CHECK(relative_error(softplus().value(z), std::log1p(std::exp(x))) < 1e-15);
    const long double u = std::sqrt(2 / std::acos(-1.0L)) * (x + 0.044715L * x * x * x);
    CHECK(near(gelu().value(z), static_cast<double>(x / 2 * (1 + std::tanh(u))), 2e-15));
    const long double exact = x / 2 * std::erfc(-x / std::sqrt(2.0L));  // z Phi(z)
    CHECK(std::abs(gelu().value(z) - static_cast<double>(exact)) < 5e-4);
    CHECK(relative_error(gelu_exact().value(z), exact) < 1e-15);
    CHECK(relative_error(gelu_exact().value(static_cast<float>(z)),
                         static_cast<float>(z) / 2 * std::erfc(-static_cast<float>(z) / std::sqrt(2.0L))) < 7e-7);
  }
}

TEST_CASE("activations: the slope is the derivative of the value, over the whole line; float says the same as double") {
  for (double z = -6; z <= 6; z += 0.37) {
    CAPTURE(z);
    const double h = 1e-6;
    const auto check = [&]<class Act>(Act act) {
      const double told = stashes<Act> ? z : act.value(z);
      CHECK(std::abs((act.value(z + h) - act.value(z - h)) / (2 * h) - act.slope(told)) < 1e-9);
      const auto narrow = static_cast<float>(z);
      CHECK(near(act.value(narrow), act.value(static_cast<double>(narrow)), 5e-7));
      CHECK(near(act.slope(stashes<Act> ? narrow : act.value(narrow)),
                 act.slope(stashes<Act> ? static_cast<double>(narrow) : act.value(static_cast<double>(narrow))), 2e-6));
    };
    check(Identity{});
    check(Relu{});  // no step of 0.37 comes near the kink
    check(Tanh{});
    check(leaky_relu(0.1f));
    check(sigmoid());
    check(softplus());
    check(elu(0.7f));
    check(silu());
    check(gelu());
    check(gelu_exact());
  }
}

TEST_CASE("activations: far out they end at their limits") {
  for (const float z : {40.0f, 1e5f, 1e18f, 1e30f}) {
    CHECK(silu().value(z) == z);
    CHECK(gelu().value(z) == z);
    CHECK(gelu_exact().value(z) == z);
    CHECK(softplus().value(z) == z);
    CHECK(silu().slope(z) == 1);
    CHECK(gelu().slope(z) == 1);
    CHECK(gelu_exact().slope(z) == 1);
    CHECK(softplus().slope(z) == 1);
    CHECK(elu().value(-z) == -1);
    CHECK(elu().slope(-1.0f) == 0);
    CHECK(std::abs(silu().value(-z)) < 1e-15f);
    CHECK(std::abs(silu().slope(-z)) < 1e-15f);
    CHECK(std::abs(gelu().value(-z)) < 1e-15f);
    CHECK(std::abs(gelu().slope(-z)) < 1e-15f);
    CHECK(std::abs(gelu_exact().value(-z)) < 1e-15f);
    CHECK(std::abs(gelu_exact().slope(-z)) < 1e-15f);
  }
  CHECK(gelu_exact().slope(INFINITY) == 1);
  CHECK(gelu_exact().slope(-INFINITY) == 0);
}

TEST_CASE("activations: how weights before them start") {
  const auto scale = [](auto act) { return static_cast<double>(suited_start(act, 8, 4).scale); };
  CHECK(scale(relu()) == doctest::Approx(0.5));                                  // sqrt(2 / 8)
  CHECK(scale(leaky_relu(0.5f)) == doctest::Approx(std::sqrt(2 / (1.25 * 8))));  // equation 15
  CHECK(scale(gelu()) == doctest::Approx(0.5));
  CHECK(scale(gelu_exact()) == doctest::Approx(0.5));
  CHECK(scale(silu()) == doctest::Approx(0.5));
  CHECK(scale(elu()) == doctest::Approx(0.5));
  CHECK(scale(softplus()) == doctest::Approx(0.5));
  CHECK(scale(tanh()) == doctest::Approx(std::sqrt(0.5)));  // sqrt(6 / 12)
  CHECK(scale(sigmoid()) == doctest::Approx(std::sqrt(0.5)));
}

TEST_CASE("activations: numbers out of range are refused where the network is written down") {
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(2), leaky_relu(-0.1f), dense(1)),
                       "leaky_relu: leak is -0.1, expected above 0 and below 1", SettingsError);
  CHECK_THROWS_AS(mlp({2, 2, 1}, leaky_relu(1)), SettingsError);
  CHECK_THROWS_AS(sequential(input(2), dense(2), leaky_relu(NAN)), SettingsError);
  CHECK_THROWS_WITH_AS(sequential(input(2), dense(2), elu(0)), "elu: scale is 0, expected above 0 and finite", SettingsError);
  CHECK_THROWS_AS(mlp({2, 2, 1}, elu(INFINITY)), SettingsError);
}

TEST_CASE("activations: odd ones are odd, and those alone say so; NaN stays NaN") {
  for (const double z : {0.1, 1.0, 4.0}) {
    CHECK(Identity{}.value(-z) == -Identity{}.value(z));
    CHECK(Tanh{}.value(-z) == -Tanh{}.value(z));
    CHECK(Relu{}.value(-z) != -Relu{}.value(z));
  }
  CHECK(Identity::odd);
  CHECK(Tanh::odd);
  CHECK_FALSE(Relu::odd);
  CHECK_FALSE(LeakyRelu::odd);
  CHECK_FALSE(Sigmoid::odd);
  CHECK_FALSE(Softplus::odd);
  CHECK_FALSE(Elu::odd);
  CHECK_FALSE(Silu::odd);
  CHECK_FALSE(Gelu::odd);
  CHECK_FALSE(GeluExact::odd);
  const float nan_value = std::numeric_limits<float>::quiet_NaN();
  CHECK(std::isnan(Relu{}.value(nan_value)));
  CHECK(std::isnan(Tanh{}.value(nan_value)));
  CHECK(std::isnan(Identity{}.value(nan_value)));
  const auto lets_nan_through = [&](auto act) { return std::isnan(act.value(nan_value)); };
  CHECK(lets_nan_through(leaky_relu()));
  CHECK(lets_nan_through(sigmoid()));
  CHECK(lets_nan_through(softplus()));
  CHECK(lets_nan_through(elu()));
  CHECK(lets_nan_through(silu()));
  CHECK(lets_nan_through(gelu()));
  CHECK(lets_nan_through(gelu_exact()));
  CHECK(std::isnan(gelu().slope(nan_value)));
  CHECK(std::isnan(gelu_exact().slope(nan_value)));
}
