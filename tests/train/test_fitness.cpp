#include <genoprop/train/fitness.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/seeds.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/engine/metrics.hpp>
#include <genoprop/engine/model.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/regression.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

using Values = xt::xtensor<double, 2>;
using Labels = xt::xtensor<std::int32_t, 1>;

/// a network whose outputs are its inputs
template <class Loss>
auto identity(Index n, Loss loss) {
  xt::xtensor<double, 1> genes = xt::zeros<double>({static_cast<std::size_t>(n * n + n)});
  for (Index k = 0; k < n; ++k) genes(k * n + k) = 1;
  return Model(sequential(input(n), dense(n)), loss, genes, 0.0);
}
/// its fitness on rows, as a run measures it
template <class Loss, class Fit>
double fitness(Fit fit, Loss loss, const Dataset<double>& rows) {
  return fit(measure(identity(rows.features(), loss), rows, fit));
}
Dataset<double> labelled(Draw& draw, Index n, Index columns, Index classes) {
  Values x = xt::zeros<double>({static_cast<std::size_t>(n), static_cast<std::size_t>(columns)});
  Labels y = xt::zeros<std::int32_t>({static_cast<std::size_t>(n)});
  for (Index r = 0; r < n; ++r) {
    for (Index c = 0; c < columns; ++c) x(r, c) = draw.below(5) - 2;  // equal scores are frequent
    y(r) = r < classes ? r : draw.below(static_cast<std::uint32_t>(classes));
  }
  return {x, y, classes};
}
Dataset<double> valued(Draw& draw, Index n, Index columns) {
  Values x = xt::zeros<double>({static_cast<std::size_t>(n), static_cast<std::size_t>(columns)}), t = x;
  for (Index r = 0; r < n; ++r)
    for (Index c = 0; c < columns; ++c) {
      t(r, c) = 100 + (c + 1) * static_cast<double>(draw.normal());
      x(r, c) = t(r, c) + static_cast<double>(draw.normal());
    }
  return {x, t};
}
/// one row, less than a batch, whole batches, a short last one
const std::vector<Index> lengths{5, scoring_rows - 1, scoring_rows, scoring_rows + 1, 2 * scoring_rows + 37};

template <class N, class Loss, class Fit>
auto problem_of(N net, Loss loss, const Dataset<double>& training, const Dataset<double>& validation, Fit fit) {
  return Supervised{net, loss, Splits<double>{training, validation, {}}, fit};
}

}  // namespace

TEST_CASE("fitness: classes, by hand") {
  // said: 0 1 0 2 0; of equal outputs the first
  const Dataset rows{Values{{3, 2, 1}, {1, 5, 4}, {4, 4, 2}, {2, 3, 5}, {6, 3, 1}}, Labels{0, 2, 1, 2, 0}};
  CHECK(fitness(TopK{.k = 1}, SoftmaxCrossEntropy{}, rows) == 0.6);
  CHECK(fitness(TopK{.k = 2}, SoftmaxCrossEntropy{}, rows) == 1);
  CHECK(fitness(TopK{.k = 3}, SoftmaxCrossEntropy{}, rows) == 1);
  const Dataset pairs{Values{{-2}, {0.5}, {0.25}, {3}}, Labels{0, 0, 1, 1}};
  CHECK(fitness(RocAuc{}, SigmoidCrossEntropy{}, pairs) == 0.75);
  const Dataset halves{Values{{0}, {std::log(3)}}, Labels{1, 0}};  // chances 1/2 and 3/4 of class 1
  CHECK(fitness(MinusLogLoss{}, SigmoidCrossEntropy{}, halves) == doctest::Approx((std::log(0.5) + std::log(0.25)) / 2).epsilon(1e-14));
  const Dataset wrong{Values{{-1000}}, Labels{1}};  // certain, and not so: eps, as the metric has it
  CHECK(fitness(MinusLogLoss{}, SigmoidCrossEntropy{}, wrong) == doctest::Approx(std::log(2.220446049250313e-16)).epsilon(1e-14));
}

TEST_CASE("fitness: values, by hand") {
  const Dataset rows{Values{{1}, {2}, {6}}, Values{{1}, {4}, {4}}};
  CHECK(fitness(MinusMeanAbsoluteError{}, MeanSquaredError{}, rows) == doctest::Approx(-4.0 / 3).epsilon(1e-15));
  CHECK(fitness(R2{}, MeanSquaredError{}, rows) == doctest::Approx(1 - 8.0 / 6).epsilon(1e-15));  // mean 3: 4 + 1 + 1
  CHECK(fitness(R2{}, Huber{}, Dataset{Values{{3}, {3}, {3}}, Values{{1}, {4}, {4}}}) == doctest::Approx(0).epsilon(1e-15));
  CHECK(fitness(R2{}, MeanSquaredError{}, Dataset{Values{{1}, {4}}, Values{{1}, {4}}}) == 1);
  const Dataset counts{Values{{0}, {std::log(3)}}, Values{{2}, {3}}};  // the network says logarithms, predictions are 1 and 3
  CHECK(fitness(MinusMeanAbsoluteError{}, Poisson{}, counts) == doctest::Approx(-0.5).epsilon(1e-14));
}

TEST_CASE("fitness: the number of the metric of its name, over several batches and a short last one") {
  for (const Index n : lengths)
    for_seeds(4, [&](Draw& draw) {
      CAPTURE(n);
      const auto near = [](double x) { return doctest::Approx(x).epsilon(1e-12); };
      const auto five = labelled(draw, n, 5, 5);
      const auto of_five = identity(5, SoftmaxCrossEntropy{});
      for (const Index k : {1, 2, 5}) CHECK(fitness(TopK{.k = k}, SoftmaxCrossEntropy{}, five) == top_k(of_five, five, k));
      CHECK(fitness(TopK{.k = 1}, SoftmaxCrossEntropy{}, five) == accuracy(of_five, five));
      CHECK(-fitness(MinusLogLoss{}, SoftmaxCrossEntropy{}, five) == near(log_loss(of_five, five)));
      const auto two = labelled(draw, n, 2, 2), one = labelled(draw, n, 1, 2);
      CHECK(fitness(RocAuc{}, SoftmaxCrossEntropy{}, two) == near(roc_auc(identity(2, SoftmaxCrossEntropy{}), two)));
      CHECK(fitness(RocAuc{}, SigmoidCrossEntropy{}, one) == near(roc_auc(identity(1, SigmoidCrossEntropy{}), one)));
      CHECK(-fitness(MinusLogLoss{}, SigmoidCrossEntropy{}, one) == near(log_loss(identity(1, SigmoidCrossEntropy{}), one)));
      const auto values = valued(draw, n, 3);
      const auto says = identity(3, MeanSquaredError{});
      CHECK(-fitness(MinusMeanAbsoluteError{}, MeanSquaredError{}, values) == near(mean_absolute_error(says, values)));
      CHECK(fitness(R2{}, MeanSquaredError{}, values) == near(r2(says, values)));
    });
}

TEST_CASE("fitness: AUC is the share of pairs in the right order, R2 is 1 - SSE / SST, over seeds") {
  for_seeds(50, [](Draw& draw) {
    const Index n = 2 + draw.below(40);
    const auto rows = labelled(draw, n, 1, 2);
    const auto x = rows.x();
    const auto y = rows.labels();
    double right = 0, pairs = 0;
    for (Index a = 0; a < n; ++a)
      for (Index b = 0; b < n; ++b)
        if (y(a) == 1 && y(b) == 0) {
          right += x(a, 0) > x(b, 0) ? 1 : x(a, 0) == x(b, 0) ? 0.5 : 0;
          ++pairs;
        }
    CHECK(fitness(RocAuc{}, SigmoidCrossEntropy{}, rows) == right / pairs);
    const auto values = valued(draw, n, 1);
    const auto said = values.x(), is = values.targets();
    double mean = 0, sse = 0, sst = 0;
    for (Index r = 0; r < n; ++r) mean += is(r, 0) / n;
    for (Index r = 0; r < n; ++r) {
      sse += (said(r, 0) - is(r, 0)) * (said(r, 0) - is(r, 0));
      sst += (is(r, 0) - mean) * (is(r, 0) - mean);
    }
    CHECK(fitness(R2{}, MeanSquaredError{}, values) == doctest::Approx(1 - sse / sst).epsilon(1e-9));
  });
}

TEST_CASE("fitness: weights of rows change the loss and no measure") {
  for_seeds(5, [](Draw& draw) {
    const auto rows = labelled(draw, 60, 2, 2), values = valued(draw, 60, 2);
    xt::xtensor<double, 1> w = xt::zeros<double>({std::size_t{60}});
    for (double& one : w) one = 0.25 * (1 + draw.below(8));
    const auto check = [&](auto fit, auto loss, const Dataset<double>& data) {
      CHECK(fitness(fit, loss, data.weighted(w)) == fitness(fit, loss, data));
      CHECK(fitness(MinusLoss{}, loss, data.weighted(w)) != fitness(MinusLoss{}, loss, data));
    };
    check(TopK{.k = 1}, SoftmaxCrossEntropy{}, rows);
    check(RocAuc{}, SoftmaxCrossEntropy{}, rows);
    check(MinusLogLoss{}, SmoothedCrossEntropy{}, rows);
    check(MinusMeanAbsoluteError{}, MeanSquaredError{}, values);
    check(R2{}, Huber{}, values);
  });
}

TEST_CASE("fitness: who does not measure for himself keeps nothing for it") {
  Draw draw(1, {.purpose = Purpose::data});
  const auto rows = labelled(draw, 30, 2, 2);
  const auto net = sequential(input(2), dense(2));
  const auto crew = Serial{}.open();
  const auto plain = problem_of(net, SoftmaxCrossEntropy{}, rows, rows, Accuracy{}).on(*crew, {});
  const auto area = problem_of(net, SoftmaxCrossEntropy{}, rows, rows, RocAuc{}).on(*crew, {});
  crew->prepare([&](auto& lane) {
    CHECK_FALSE(plain.take_scoring(lane).measure.parts);
    const auto work = area.take_scoring(lane).measure;
    CHECK(work.scores != nullptr);
    CHECK(work.pitch >= 30);
  });
  CHECK(std::isnan(measure(identity(2, SoftmaxCrossEntropy{}), rows).measured));
}

TEST_CASE("fitness: refusals") {
  Draw draw(1, {.purpose = Purpose::data});
  const auto rows = labelled(draw, 30, 2, 3), two = labelled(draw, 30, 2, 2), values = valued(draw, 30, 2);
  const auto three = sequential(input(2), dense(3));
  const auto pair = sequential(input(2), dense(2));
  const auto one = sequential(input(2), dense(1));
  const SoftmaxCrossEntropy softmax;
  CHECK_NOTHROW(problem_of(three, softmax, rows, rows, TopK{.k = 3}).check("fit"));
  CHECK_THROWS_WITH_AS(problem_of(three, softmax, rows, rows, TopK{.k = 4}).check("fit"),
                       "fit: TopK: k is 4 of 3 outputs, expected 1 to 3 of at least 2", SettingsError);
  CHECK_THROWS_AS(problem_of(three, softmax, rows, rows, TopK{.k = 0}).check("fit"), SettingsError);
  CHECK_THROWS_AS(problem_of(one, SigmoidCrossEntropy{}, two, two, TopK{.k = 1}).check("fit"), SettingsError);
  CHECK_THROWS_WITH_AS(problem_of(three, softmax, rows, rows, RocAuc{}).check("fit"),
                       "fit: RocAuc: network outputs is 3, expected those of two classes: 1 or 2", ShapeError);
  const Dataset zeros{two.x(), Labels(xt::zeros<std::int32_t>({30})), 2}, ones{two.x(), Labels(xt::ones<std::int32_t>({30})), 2};
  CHECK_NOTHROW(problem_of(pair, softmax, zeros, two, RocAuc{}).check("fit"));  // only the validation rows are ranked
  CHECK_THROWS_WITH_AS(problem_of(pair, softmax, two, zeros, RocAuc{}).check("fit"),
                       "fit: RocAuc: 0 validation rows are of class 1, 30 of class 0, expected some of each", DataError);
  CHECK_THROWS_AS(problem_of(pair, softmax, two, ones, RocAuc{}).check("fit"), DataError);
  Values same = values.targets();
  for (std::size_t r = 0; r < 30; ++r) same(r, 1) = 0.1;
  const Dataset constant{values.x(), same};
  CHECK_NOTHROW(problem_of(pair, MeanSquaredError{}, constant, values, R2{}).check("fit"));
  CHECK_THROWS_WITH_AS(problem_of(pair, MeanSquaredError{}, values, constant, R2{}).check("fit"),
                       "fit: R2: validation target 1 is 0.1 in all 30 rows, expected values that differ", DataError);
  CHECK_THROWS_AS(fitness(R2{}, MeanSquaredError{}, constant), DataError);
}
