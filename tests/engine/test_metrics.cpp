#include <genoprop/engine/metrics.hpp>

#include <doctest/doctest.h>

#include <cmath>

#include "support/seeds.hpp"

#include <genoprop/concepts/objective.hpp>
#include <genoprop/core/draw.hpp>

using namespace genoprop;
using Values = xt::xtensor<double, 2>;
using Labels = xt::xtensor<std::int32_t, 1>;

static_assert(Fitness<MinusRmse>);

namespace {

/// a model that says what it is given
struct Echo {
  template <class T>
  xt::xtensor<T, 2> predict(const xt::xtensor<T, 2>& x) const {
    return x;
  }
};

}  // namespace

TEST_CASE("metrics: values, by hand") {
  const Values p{{1}, {2}, {6}}, t{{1}, {4}, {4}};
  CHECK(rmse(p, t) == std::sqrt(8.0 / 3));
  CHECK(mean_absolute_error(p, t) == 4.0 / 3);
  CHECK(r2(p, t) == doctest::Approx(1 - 8.0 / 6).epsilon(1e-15));  // mean 3: 4 + 1 + 1
  CHECK(r2(t, t) == 1);
  CHECK(r2(Values{{3}, {3}, {3}}, t) == doctest::Approx(0).epsilon(1e-15));
  CHECK(r2(Values{{1, 1}, {4, 4}, {4, 6}}, Values{{1, 1}, {4, 4}, {4, 4}}) == doctest::Approx(1 - 0.5 * 4 / 6));
  CHECK(MinusRmse{}({.loss = 4}) == -2);
}

TEST_CASE("metrics: classes, by hand") {
  const Values p{{0.7, 0.2, 0.1}, {0.1, 0.5, 0.4}, {0.4, 0.4, 0.2}, {0.2, 0.3, 0.5}, {0.6, 0.3, 0.1}};
  const Labels labels{0, 2, 1, 2, 0};  // said: 0 1 0 2 0
  CHECK(confusion(p, labels) == xt::xtensor<std::int64_t, 2>{{2, 0, 0}, {1, 0, 0}, {0, 1, 1}});
  CHECK(accuracy(p, labels) == 0.6);
  CHECK(balanced_accuracy(p, labels) == doctest::Approx((1 + 0 + 0.5) / 3).epsilon(1e-15));
  CHECK(top_k(p, labels, 1) == 0.6);
  CHECK(top_k(p, labels, 2) == 1);
  CHECK(top_k(p, Labels{2, 0, 2, 0, 2}, 2) == 0);
  CHECK(log_loss(p, labels) == doctest::Approx(-(std::log(0.7) + std::log(0.4) + std::log(0.4) + std::log(0.5) + std::log(0.6)) / 5));
  CHECK(log_loss(Values{{0, 1}}, Labels{0}) == doctest::Approx(-std::log(2.220446049250313e-16)));
  CHECK(balanced_accuracy(p, Labels{0, 0, 0, 0, 0}) == 0.6);  // classes without rows do not count
}

TEST_CASE("metrics: one column is the probability of class 1") {
  const Values p{{0.9}, {0.5}, {0.2}};
  const Labels labels{1, 1, 0};
  CHECK(accuracy(p, labels) == doctest::Approx(2.0 / 3));
  CHECK(confusion(p, labels) == xt::xtensor<std::int64_t, 2>{{1, 0}, {1, 1}});
  CHECK(log_loss(p, labels) == doctest::Approx(-(std::log(0.9) + std::log(0.5) + std::log(0.8)) / 3));
}

TEST_CASE("metrics: ROC-AUC by hand, ties count half, either form of two classes") {
  const Labels labels{0, 0, 1, 1};
  CHECK(roc_auc(Values{{0.1}, {0.4}, {0.35}, {0.8}}, labels) == 0.75);
  CHECK(roc_auc(Values{{0.9, 0.1}, {0.6, 0.4}, {0.65, 0.35}, {0.2, 0.8}}, labels) == 0.75);
  CHECK(roc_auc(Values{{0.5}, {0.5}, {0.5}, {0.5}}, labels) == 0.5);
  CHECK(roc_auc(Values{{0.1}, {0.4}, {0.4}, {0.8}}, labels) == 0.875);  // pairs 1 1 half 1
  CHECK(roc_auc(Values{{3}, {2}, {1}, {0}}, labels) == 0);
}

TEST_CASE("metrics: ROC-AUC is the share of pairs in the right order, over seeds") {
  support::for_seeds(50, [](Draw& draw) {
    const std::size_t n = 2 + static_cast<std::size_t>(draw.below(40));
    Values p = xt::zeros<double>({n, std::size_t{1}});
    Labels labels = xt::zeros<std::int32_t>({n});
    for (std::size_t r = 0; r < n; ++r) {
      p(r, 0) = draw.below(6);
      labels(r) = r < 2 ? static_cast<std::int32_t>(r) : draw.below(2);
    }
    double right = 0, pairs = 0;
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < n; ++b)
        if (labels(a) == 1 && labels(b) == 0) {
          right += p(a, 0) > p(b, 0) ? 1 : p(a, 0) == p(b, 0) ? 0.5 : 0;
          ++pairs;
        }
    CHECK(roc_auc(p, labels) == doctest::Approx(right / pairs).epsilon(1e-14));
  });
}

TEST_CASE("metrics: of a model on rows") {
  const Values p{{0.25, 0.75}, {0.5, 0.5}};
  const Dataset labelled{p, Labels{1, 1}};
  const Dataset valued{p, Values{{0, 1}, {1, 0}}};
  CHECK(balanced_accuracy(Echo{}, labelled) == 0.5);
  CHECK(confusion(Echo{}, labelled)(1, 0) == 1);
  CHECK(top_k(Echo{}, labelled, 2) == 1);
  CHECK(log_loss(Echo{}, labelled) == log_loss(p, Labels{1, 1}));
  CHECK(rmse(Echo{}, valued) == rmse(p, valued.targets()));
  CHECK(mean_absolute_error(Echo{}, valued) == 0.375);
  CHECK(r2(Echo{}, valued) == r2(p, valued.targets()));
  CHECK(roc_auc(Echo{}, Dataset{p, Labels{1, 0}}) == 1);
  CHECK_THROWS_AS(rmse(Echo{}, labelled), DataError);
  CHECK_THROWS_AS(log_loss(Echo{}, valued), DataError);
}

TEST_CASE("metrics: refusals") {
  const Values none = xt::zeros<double>({0, 1}), one{{1}}, two{{1}, {2}}, three{{0.1, 0.2, 0.7}};
  CHECK_THROWS_WITH_AS(rmse(none, none), "rmse: predictions is [0, 1], expected at least one", DataError);
  CHECK_THROWS_WITH_AS(mean_absolute_error(one, two), "mean_absolute_error: predictions is [1, 1], targets is [2, 1], expected the same",
                       ShapeError);
  CHECK_THROWS_WITH_AS(r2(two, Values{{5}, {5}}), "r2: target 0 is 5 in all 2 rows, expected values that differ", DataError);
  CHECK_THROWS_WITH_AS(accuracy(two, Labels{1}), "accuracy: labels is 1, expected 2 as predictions", ShapeError);
  CHECK_THROWS_WITH_AS(confusion(three, Labels{3}), "confusion: label of row 0 is 3, expected 0 to 2", DataError);
  CHECK_THROWS_WITH_AS(balanced_accuracy(one, Labels{-1}), "balanced_accuracy: label of row 0 is -1, expected 0 to 1", DataError);
  CHECK_THROWS_WITH_AS(log_loss(two, Labels{1, 1}), "log_loss: prediction of row 1 is 2, expected a probability: 0 to 1", DataError);
  CHECK_THROWS_WITH_AS(accuracy(Values{{std::nan("")}}, Labels{1}), "accuracy: prediction of row 0 is NaN, expected a number", DataError);
  const Values nan{{0.5}, {std::nan("")}};
  const auto refused = [](auto&& metric, const char* who) {
    CHECK_THROWS_WITH_AS(metric(), (std::string(who) + ": prediction of row 1 is NaN, expected a number").c_str(), DataError);
  };
  refused([&] { return balanced_accuracy(nan, Labels{0, 0}); }, "balanced_accuracy");
  refused([&] { return rmse(nan, Values{{0}, {0}}); }, "rmse");
  refused([&] { return mean_absolute_error(nan, Values{{0}, {0}}); }, "mean_absolute_error");
  refused([&] { return r2(nan, Values{{0}, {1}}); }, "r2");
  CHECK_THROWS_AS(top_k(three, Labels{1}, 0), SettingsError);
  CHECK_THROWS_AS(top_k(three, Labels{1}, 4), SettingsError);
  CHECK_THROWS_AS(top_k(one, Labels{1}, 1), SettingsError);
  CHECK_THROWS_WITH_AS(roc_auc(two, Labels{1, 1}), "roc_auc: 2 rows are of class 1, 0 of class 0, expected some of each", DataError);
  CHECK_THROWS_AS(roc_auc(three, Labels{1}), ShapeError);
}
