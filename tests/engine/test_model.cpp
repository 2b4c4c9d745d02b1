#include <genoprop/engine/model.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/near.hpp"
#include "support/pass.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

const auto net = sequential(input(2), dense(3), tanh(), dense(2));
xt::xtensor<double, 1> some_genes() {
  xt::xtensor<double, 1> g = xt::zeros<double>({std::size_t{17}});
  for (Index k = 0; k < 17; ++k) g(k) = static_cast<double>(Draw(3, {.index = static_cast<std::uint32_t>(k)}).normal());
  return g;
}
xt::xtensor<double, 2> some_rows(std::size_t n) {
  xt::xtensor<double, 2> x = xt::zeros<double>({n, std::size_t{2}});
  for (std::size_t r = 0; r < n; ++r)
    for (std::size_t c = 0; c < 2; ++c) x(r, c) = static_cast<double>(Draw(4, {.index = static_cast<std::uint32_t>(2 * r + c)}).normal());
  return x;
}
std::vector<double> logits(const xt::xtensor<double, 2>& x, std::size_t r) {
  const auto g = some_genes();
  return textbook(
             {2, 3, 2}, [](double v) { return std::tanh(v); }, std::vector(g.begin(), g.end()), std::vector{x(r, 0), x(r, 1)})
      .back();
}
const auto genes = some_genes();

}  // namespace

TEST_CASE("predict: the textbook's outputs as probabilities, in any number of rows") {
  const Model model(net, SoftmaxCrossEntropy{}, genes, 0);
  for (const std::size_t n : {0u, 1u, 255u, 256u, 257u, 600u}) {
    const auto x = some_rows(n);
    const auto p = model.predict(x);
    REQUIRE(p.shape(0) == n);
    REQUIRE(p.shape(1) == 2);
    for (std::size_t r = 0; r < n; ++r) {
      const auto z = logits(x, r);
      CHECK(near(p(r, 0), 1 / (1 + std::exp(z[1] - z[0])), 1e-13));
      CHECK(near(p(r, 0) + p(r, 1), 1.0, 1e-14));
    }
  }
  const auto values = Model(net, MeanSquaredError{}, genes, 0).predict(some_rows(3));
  CHECK(near(values(2, 1), logits(some_rows(3), 2)[1], 1e-13));
}

TEST_CASE("loss, accuracy and mean squared error of a model on a dataset") {
  const auto x = some_rows(300);
  xt::xtensor<int, 1> y = xt::zeros<int>({std::size_t{300}});
  xt::xtensor<double, 2> t = xt::zeros<double>({std::size_t{300}, std::size_t{2}});
  double right = 0, cross_entropy = 0, square = 0;
  for (std::size_t r = 0; r < 300; ++r) {
    y(r) = static_cast<int>(r % 2);
    t(r, 0) = 0.5;
    const auto z = logits(x, r);
    right += (z[1] > z[0]) == (y(r) == 1) ? 1 : 0;
    cross_entropy += std::log(1 + std::exp(z[1 - r % 2] - z[r % 2]));
    square += (z[0] - 0.5) * (z[0] - 0.5) + z[1] * z[1];
  }
  const Model classifier(net, SoftmaxCrossEntropy{}, genes, 0);
  const Dataset labelled{x, y};
  CHECK(near(accuracy(classifier, labelled), right / 300, 1e-15));
  CHECK(near(loss(classifier, labelled), cross_entropy / 300, 1e-12));
  CHECK(near(measure(classifier, labelled).accuracy, right / 300, 1e-15));
  const Model regressor(net, MeanSquaredError{}, genes, 0);
  const Dataset valued{x, t};
  CHECK(near(mean_squared_error(regressor, valued), square / 600, 1e-12));
  CHECK(near(loss(regressor, valued), square / 600, 1e-12));
}

TEST_CASE("accuracy: one output is class 1 above a half; of equal outputs the first; a run's measure agrees") {
  const auto single = sequential(input(1), dense(1));
  const Model model(single, SigmoidCrossEntropy{}, xt::xtensor<double, 1>{1.0, 0.0}, 0);
  const Dataset data{xt::xtensor<double, 2>{{-1}, {1}, {2}, {-2}}, xt::xtensor<int, 1>{0, 1, 0, 0}};
  CHECK(accuracy(model, data) == 0.75);
  CHECK(measure(model, data).accuracy == 0.75);
  const auto two = sequential(input(1), dense(2));
  const Model equal(two, SoftmaxCrossEntropy{}, xt::xtensor<double, 1>{0.0, 0.0, 0.0, 0.0}, 0);
  const Dataset halves{xt::xtensor<double, 2>{{-1}, {1}, {2}, {-2}}, xt::xtensor<int, 1>{0, 1, 1, 1}};
  CHECK(accuracy(equal, halves) == 0.25);
  CHECK(measure(equal, halves).accuracy == 0.25);  // a network that gives all the same is not right everywhere
}

TEST_CASE("accuracy: a network that says NaN is right nowhere, whatever the labels") {
  const double nan = std::nan("");
  const Dataset zeros{xt::xtensor<double, 2>{{-1}, {1}}, xt::xtensor<int, 1>{0, 0}};
  const auto check = [&](const auto& model) {
    CHECK(measure(model, zeros).accuracy == 0);
    CHECK_FALSE(std::isfinite(loss(model, zeros)));
    CHECK_THROWS_WITH_AS(accuracy(model, zeros), "accuracy: prediction of row 0 is NaN, expected a number", DataError);
  };
  check(Model(sequential(input(1), dense(1)), SigmoidCrossEntropy{}, xt::xtensor<double, 1>{nan, 0.0}, 0));
  check(Model(sequential(input(1), dense(2)), SoftmaxCrossEntropy{}, xt::xtensor<double, 1>{nan, nan, 0.0, 0.0}, 0));
  CHECK_THROWS_WITH_AS(mean_squared_error(Model(sequential(input(1), dense(1)), MeanSquaredError{}, xt::xtensor<double, 1>{nan, 0.0}, 0),
                                          Dataset{xt::xtensor<double, 2>{{1}}, xt::xtensor<double, 2>{{1}}}),
                       "mean_squared_error: prediction of row 0 is NaN, expected a number", DataError);
}

TEST_CASE("measure: takes what a run takes as validation rows: unknown categories, rows of one class") {
  const auto embedded = sequential(input(2), embedding(0, 2, 2), dense(2));
  Layout layout;
  embedded.describe(layout);
  const Model model(embedded, SoftmaxCrossEntropy{}, xt::xtensor<double, 1>(xt::ones<double>({layout.genes()})), 0);
  const Dataset known{xt::xtensor<double, 2>{{0, 1}, {1, 1}}, xt::xtensor<int, 1>{0, 1}};
  const Dataset strange{xt::xtensor<double, 2>{{7, 1}, {0.5, 1}}, xt::xtensor<int, 1>{0, 0}};
  const Supervised problem{embedded, SoftmaxCrossEntropy{}, Splits<double>{known, strange, strange}};
  CHECK_NOTHROW(problem.check("fit"));
  CHECK(near(loss(model, strange), std::log(2.0), 1e-14));  // a category that is none has zeros: both outputs are 2
  CHECK(measure(model, strange).accuracy == 1);
  const Model one(sequential(input(1), dense(1)), SoftmaxCrossEntropy{}, xt::xtensor<double, 1>{1.0, 0.0}, 0);
  CHECK_THROWS_WITH_AS(loss(one, Dataset{xt::xtensor<double, 2>{{1}}, xt::xtensor<int, 1>{0}}),
                       "measure: network outputs is 1, softmax cross-entropy expects at least 2", ShapeError);
  CHECK_THROWS_AS(loss(Model(net, Huber{.delta = -1}, genes, 0), Dataset{some_rows(4), some_rows(4)}), SettingsError);
}

TEST_CASE("model: refusals") {
  CHECK_THROWS_WITH_AS(Model(net, SoftmaxCrossEntropy{}, xt::xtensor<double, 1>(xt::zeros<double>({std::size_t{16}})), 0),
                       "Model: genes is 16, expected 17", ShapeError);
  const Model model(net, SoftmaxCrossEntropy{}, genes, 0);
  CHECK_THROWS_WITH_AS(model.predict(xt::xtensor<double, 2>(xt::zeros<double>({4, 3}))), "predict: features is 3, expected 2", ShapeError);
  const Dataset values{some_rows(4), some_rows(4)};
  const Dataset labels{some_rows(4), xt::xtensor<int, 1>{0, 1, 1, 0}};
  CHECK_THROWS_WITH_AS(accuracy(model, values), "accuracy: the data has targets, expected integer labels", DataError);
  CHECK_THROWS_WITH_AS(mean_squared_error(model, labels), "mean_squared_error: the data has labels, expected targets", DataError);
  CHECK_THROWS_AS(loss(model, values), DataError);
  CHECK_THROWS_WITH_AS(accuracy(model, Dataset<double>{}), "accuracy: rows is 0, expected at least 1", DataError);
  CHECK_THROWS_AS(mean_squared_error(model, Dataset<double>{}), DataError);
  CHECK_THROWS_AS(loss(model, Dataset<double>{}), DataError);
  CHECK_THROWS_AS((Ensemble<std::remove_const_t<decltype(model)>>({})), SettingsError);
}
