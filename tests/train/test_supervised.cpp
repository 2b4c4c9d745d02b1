#include <genoprop/train/supervised.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "support/near.hpp"
#include "support/pass.hpp"

#include <genoprop/backend/serial.hpp>
#include <genoprop/backend/threads.hpp>
#include <genoprop/data/synthetic.hpp>
#include <genoprop/engine/metrics.hpp>
#include <genoprop/engine/model.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

/// n rows of 2 features; labels of 3 classes, or two targets
Dataset<double> rows_of(Index n, bool labels) {
  xt::xtensor<double, 2> x = xt::zeros<double>({static_cast<std::size_t>(n), std::size_t{2}}), t = x;
  xt::xtensor<int, 1> y = xt::zeros<int>({static_cast<std::size_t>(n)});
  for (Index r = 0; r < n; ++r) {
    Draw draw(9, {.purpose = Purpose::data, .index = static_cast<std::uint32_t>(r)});
    for (Index c = 0; c < 2; ++c) {
      x(r, c) = static_cast<double>(draw.normal());
      t(r, c) = static_cast<double>(draw.normal());
    }
    y(r) = draw.below(3);
  }
  return labels ? Dataset{x, y, 3} : Dataset{x, t};
}
const auto classifier = sequential(input(2), dense(3), tanh(), dense(3));
const auto regressor = sequential(input(2), dense(3), tanh(), dense(2));

std::vector<double> genes_of(Index n) {
  std::vector<double> genes(static_cast<std::size_t>(n));
  for (std::size_t g = 0; g < genes.size(); ++g) genes[g] = static_cast<double>(Draw(2, {.index = static_cast<std::uint32_t>(g)}).normal());
  return genes;
}
Examples<double> all_of(const Dataset<double>& data) {
  Examples<double> e{.rows = data.rows(), .x = {}};
  for (Index r = 0; r < data.rows(); ++r)
    for (const double v : data.row(r)) e.x.push_back(v);
  if (data.has_labels())
    for (const auto l : data.labels()) e.labels.push_back(l);
  else
    for (const double v : data.targets()) e.values.push_back(v);
  return e;
}
template <class N, class Loss>
Scores score(const N& net, Loss loss, const Dataset<double>& validation, const std::vector<double>& genes) {
  const Supervised problem{net, loss, Splits<double>{validation, validation, {}}, BalancedAccuracy{}};
  const auto crew = Serial{}.open();
  const auto here = problem.on(*crew, Sampling{.batch = 4});
  typename decltype(here)::Work work;
  crew->prepare([&](auto& lane) { work = here.take_scoring(lane); });
  Scores scores;
  const Span one{0, 1};
  const auto n = static_cast<Index>(genes.size());
  for (int twice = 0; twice < 2; ++twice)  // totals start again
    crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
      here.score(lane, Genes<const double>{genes.data(), n, n}, work, &scores);
    });
  return scores;
}
template <class P>
void check_refused(const P& problem, const std::string& what, bool shape) {
  if (shape)
    CHECK_THROWS_WITH_AS(problem.check("fit"), what.c_str(), ShapeError);
  else
    CHECK_THROWS_WITH_AS(problem.check("fit"), what.c_str(), DataError);
}

}  // namespace

TEST_CASE("scoring: the mean over all rows, whole batches and a short last one") {
  const auto genes = genes_of(21);
  for (const Index n : {1, 2, scoring_rows - 1, scoring_rows, scoring_rows + 1, 2 * scoring_rows + 37}) {
    CAPTURE(n);
    const auto data = rows_of(n, true);
    Pass whole(classifier, SoftmaxCrossEntropy{}, all_of(data));
    const Scores s = score(classifier, SoftmaxCrossEntropy{}, data, genes);
    CHECK(near(s.loss, whole.loss(genes), 1e-13));
    double hits = 0;
    for (const double h : whole.hits(genes)) hits += h;
    CHECK(near(s.accuracy, hits / n, 1e-15));
  }
}

TEST_CASE("scoring: the balanced accuracy is the metric's, over several batches, of classes that have rows") {
  const auto genes = genes_of(21);
  for (const Index n : {1, 2, scoring_rows + 1, 2 * scoring_rows + 37})
    for (const bool two : {false, true}) {
      CAPTURE(n);
      CAPTURE(two);
      auto data = rows_of(n, true);
      if (two) {  // the third class has no row
        std::vector<Index> which;
        for (Index r = 0; r < n; ++r)
          if (data.labels()(r) < 2) which.push_back(r);
        if (which.empty()) continue;
        data = data.pick(which);
      }
      const Model model(classifier, SoftmaxCrossEntropy{}, xt::xtensor<double, 1>(xt::adapt(genes)), 0);
      CHECK(near(score(classifier, SoftmaxCrossEntropy{}, data, genes).balanced_accuracy, balanced_accuracy(model, data), 1e-14));
      CHECK(measure(model, data).balanced_accuracy == score(classifier, SoftmaxCrossEntropy{}, data, genes).balanced_accuracy);
    }
}

TEST_CASE("scoring: who does not ask for the balanced accuracy does not pay for it") {
  const auto crew = Serial{}.open();
  const Splits<double> data{rows_of(4, true), rows_of(4, true), {}};
  CHECK(Supervised{classifier, SoftmaxCrossEntropy{}, data}.on(*crew, {}).share.values == nullptr);
  CHECK(Supervised{classifier, SoftmaxCrossEntropy{}, data, Accuracy{}}.on(*crew, {}).share.values == nullptr);
  CHECK(Supervised{classifier, SoftmaxCrossEntropy{}, data, BalancedAccuracy{}}.on(*crew, {}).share.values != nullptr);
  const auto own = [](const Scores& s) { return s.balanced_accuracy - s.loss; };
  CHECK(Supervised{classifier, SoftmaxCrossEntropy{}, data, own}.on(*crew, {}).share.values != nullptr);
}

TEST_CASE("scoring: nine rows of one class and one of another: a network that says one class alone is half good") {
  const auto net = sequential(input(1), dense(2));
  const xt::xtensor<double, 2> x = xt::ones<double>({10, 1});
  xt::xtensor<int, 1> y = xt::zeros<int>({10});
  y(4) = 1;
  const Scores s = score(net, SoftmaxCrossEntropy{}, Dataset{x, y}, {1, 0, 0, 0});
  CHECK(s.accuracy == doctest::Approx(0.9));
  CHECK(s.balanced_accuracy == doctest::Approx(0.5));
  CHECK(BalancedAccuracy{}(s) == s.balanced_accuracy);
}

TEST_CASE("scoring: targets have a loss and no accuracy") {
  const auto genes = genes_of(17);
  const auto data = rows_of(300, false);
  const Scores s = score(regressor, MeanSquaredError{}, data, genes);
  CHECK(near(s.loss, Pass(regressor, MeanSquaredError{}, all_of(data)).loss(genes), 1e-13));
  CHECK(std::isnan(s.accuracy));
  CHECK(std::isnan(s.balanced_accuracy));
}

TEST_CASE("fitness: minus the loss unless named") {
  const Scores s{.loss = 0.25, .accuracy = 0.75};
  const Splits<double> data{rows_of(4, true), rows_of(4, true), {}};
  CHECK(Supervised{classifier, SoftmaxCrossEntropy{}, data}.fitness(s) == -0.25);
  CHECK(Supervised{classifier, SoftmaxCrossEntropy{}, data, Accuracy{}}.fitness(s) == 0.75);
  CHECK(std::isnan(MinusLoss{}(Scores{})));
}

TEST_CASE("a full batch is gathered once, a drawn one in every step") {
  std::vector<double> x{1, 2, 3, 4};
  std::vector<std::int32_t> labels{0, 1, 2, 0};
  const DataView<double> view{.x = x.data(), .pitch = 1, .labels = labels.data(), .stored_rows = 4, .rows = 4, .features = 1};
  const auto net = sequential(input(1), dense(3));
  for (const Index batch : {full_batch, Index{3}}) {
    const PlacedSupervised<std::remove_const_t<decltype(net)>, SoftmaxCrossEntropy, double> here{
        net, {}, {view}, {view}, {.batch = batch, .seed = 1}};
    const auto crew = Serial{}.open();
    typename decltype(here)::Work work;
    crew->prepare([&](auto& lane) { work = here.take_training(lane); });
    CHECK(work.batch.x.rows == (batch == full_batch ? 4 : 3));
    std::vector<double> genes(6, 0.1), g(6);
    Gradients<double> sink{Genes<double>{g.data(), 6, 6}};
    const Clock clock{.seed = 1};
    const Span one{0, 1};
    x = {1, 2, 3, 4};
    const auto step = [&] {
      crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
        here.begin(lane, work);
        here.gradient(lane, Genes<const double>{genes.data(), 6, 6}, work, &clock, 0, sink);
      });
      return work.batch.x(0, 0, 0);
    };
    const double first = step();
    for (double& v : x) v += 10;
    CHECK(step() == (batch == full_batch ? first : first + 10));
  }
}

TEST_CASE("rows are read where they lie, where network, lane and data allow it, and copied elsewhere, with the same bits") {
  const auto check = [](Index features, Index batch, const auto& backend, bool stays) {
    CAPTURE(features);
    CAPTURE(batch);
    const auto n = static_cast<std::size_t>(features);
    xt::xtensor<float, 2> x = xt::zeros<float>({std::size_t{9}, n});
    xt::xtensor<std::int32_t, 1> labels = xt::zeros<std::int32_t>({std::size_t{9}});
    for (std::size_t k = 0; k < 9 * n; ++k) x.data()[k] = static_cast<float>(k * 7919 % 101) / 101;
    for (std::size_t r = 0; r < 9; ++r) labels(r) = static_cast<std::int32_t>(r % 3);
    const Dataset<float> data{x, labels};
    const auto net = sequential(input(features), dense(5), relu(), dense(3));
    const Supervised problem{net, SoftmaxCrossEntropy{}, Splits<float>{data, data, {}}};
    const Index genes = problem.layout().genes();
    const auto gradient_and_score = [&](const auto& place, bool stay) {
      const auto crew = place.open();
      const auto here = problem.on(*crew, {.batch = batch, .seed = 3});
      typename std::remove_const_t<decltype(here)>::Work work, scoring;
      crew->prepare([&](auto& lane) {
        work = here.take_training(lane);
        scoring = here.take_scoring(lane);
      });
      CHECK((work.batch.list.data != nullptr) == stay);
      CHECK((work.batch.x.data == nullptr) == stay);
      std::vector<float> w(static_cast<std::size_t>(genes)), g(w.size());
      for (std::size_t k = 0; k < w.size(); ++k) w[k] = static_cast<float>(k * 31 % 17) / 17 - 0.4f;
      Gradients<float> sink{Genes<float>{g.data(), genes, genes}};
      const Clock clock{.seed = 3, .step = 2};
      Scores scores;
      const Span one{0, 1};
      crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
        here.begin(lane, work);
        here.gradient(lane, Genes<const float>{w.data(), genes, genes}, work, &clock, 0, sink);
        here.score(lane, Genes<const float>{w.data(), genes, genes}, scoring, &scores);
      });
      g.push_back(static_cast<float>(scores.loss));
      return g;
    };
    CHECK(gradient_and_score(backend, stays) == gradient_and_score(Serial{}, false));
  };
  const Threads own{.threads = 1};
  const bool vectors = isa_here() != Isa::blas;
  check(6, 4, own, vectors);
  check(6, full_batch, own, false);  // gathered once
  check(256, 4, own, false);         // 1024 bytes apart: the rows of a batch would share lines of the cache
  check(260, 4, own, vectors);
}

TEST_CASE("the probe: the first training rows, at most 128; activations of every hidden layer, dL/doutput") {
  const auto data = rows_of(200, true);
  const Supervised problem{classifier, SoftmaxCrossEntropy{}, Splits<double>{data, data, {}}};
  const auto crew = Serial{}.open();
  const auto here = problem.on(*crew, Sampling{});
  typename decltype(here)::Work work;
  crew->prepare([&](auto& lane) { work = here.take_probe(lane); });
  const auto genes = genes_of(21);
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { here.probe(lane, Genes<const double>{genes.data(), 21, 21}, work); });
  const auto h = here.activations(work, problem.layout(), 0);
  CHECK(h.rows == probe_rows);
  CHECK(h.columns == 3);
  Examples<double> first = all_of(data);
  first.rows = probe_rows;
  const auto slope = Pass(classifier, SoftmaxCrossEntropy{}, first).output_slope(genes);
  for (Index r = 0; r < probe_rows; ++r) {
    const auto z = textbook(
        {2, 3, 3}, [](double v) { return std::tanh(v); }, genes, data.row(r));
    for (Index u = 0; u < 3; ++u) CHECK(near(h(0, r, u), std::tanh(z[0][static_cast<std::size_t>(u)]), 1e-13));
    for (Index o = 0; o < 3; ++o) CHECK(near(here.output_slope(work)(0, r, o), slope[static_cast<std::size_t>(3 * r + o)], 1e-15));
  }
}

TEST_CASE("supervised: data that does not fit the network or the loss is refused by what came and what was expected") {
  const auto labels = rows_of(6, true), values = rows_of(6, false);
  const Splits<double> l{labels, labels, {}}, v{values, values, {}};
  CHECK_NOTHROW((Supervised{classifier, SoftmaxCrossEntropy{}, l}.check("fit")));
  CHECK_NOTHROW((Supervised{regressor, MeanSquaredError{}, v}.check("fit")));
  check_refused(Supervised{classifier, SoftmaxCrossEntropy{}, Splits<double>{{}, labels, {}}},
                "fit: training rows is 0, expected at least 1", false);
  check_refused(Supervised{classifier, SoftmaxCrossEntropy{}, Splits<double>{labels, {}, {}}},
                "fit: validation rows is 0, expected at least 1: fitness is measured there", false);
  check_refused(Supervised{sequential(input(3), dense(3)), SoftmaxCrossEntropy{}, l}, "fit: training features is 2, expected 3", true);
  check_refused(Supervised{classifier, SoftmaxCrossEntropy{}, v},
                "fit: training data has targets, softmax cross-entropy expects integer labels", false);
  check_refused(Supervised{regressor, MeanSquaredError{}, l},
                "fit: training data has integer labels, mean squared error expects floating-point targets", false);
  check_refused(Supervised{regressor, SoftmaxCrossEntropy{}, l},
                "fit: training data has 3 classes, network and softmax cross-entropy have room for 2", true);
  check_refused(Supervised{classifier, MeanSquaredError{}, v}, "fit: training targets per row is 2, network outputs is 3", true);
  CHECK_THROWS_AS((Supervised{sequential(input(2), dense(1)), SigmoidCrossEntropy{}, l}.check("fit")), ShapeError);  // three classes
  Dataset<double> three(xt::xtensor<double, 2>(xt::zeros<double>({4, 3})), xt::xtensor<int, 1>{0, 1, 2, 0});
  check_refused(Supervised{classifier, SoftmaxCrossEntropy{}, Splits<double>{labels, labels, three}}, "fit: test features is 3, expected 2",
                true);
}

TEST_CASE("supervised: rows of one class alone are measured by the network of all; a softmax of one output is refused") {
  const auto three = rows_of(6, true);
  const Dataset<double> zeros{three.x(), xt::xtensor<int, 1>(xt::zeros<int>({6}))};
  CHECK_NOTHROW(Supervised{classifier, SoftmaxCrossEntropy{}, Splits<double>{three, zeros, zeros}}.check("fit"));
  CHECK_NOTHROW(Supervised{classifier, SmoothedCrossEntropy{}, Splits<double>{three, zeros, zeros}}.check("fit"));
  const auto one = sequential(input(2), dense(1));
  CHECK_NOTHROW(Supervised{one, SigmoidCrossEntropy{}, Splits<double>{zeros, zeros, {}}}.check("fit"));
  check_refused(Supervised{one, SoftmaxCrossEntropy{}, Splits<double>{zeros, zeros, {}}},
                "fit: network outputs is 1, softmax cross-entropy expects at least 2", true);
  check_refused(Supervised{regressor, SigmoidCrossEntropy{}, Splits<double>{zeros, zeros, {}}},
                "fit: network outputs is 2, sigmoid cross-entropy expects 1", true);
}

TEST_CASE("supervised: a part whose weights are all 0 is refused: its loss would be 0 whatever the network") {
  const auto all = rows_of(6, true).weighted(xt::xtensor<double, 1>{0, 1, 0, 2, 0, 0});
  const auto none = all.pick({0, 2, 5}), some = all.pick({0, 1});
  CHECK_NOTHROW(Supervised{classifier, SoftmaxCrossEntropy{}, Splits<double>{some, some, some}}.check("fit"));
  check_refused(Supervised{classifier, SoftmaxCrossEntropy{}, Splits<double>{none, some, {}}},
                "fit: all 3 weights of training rows are 0, expected at least one above", false);
  check_refused(Supervised{classifier, SoftmaxCrossEntropy{}, Splits<double>{some, none, {}}},
                "fit: all 3 weights of validation rows are 0, expected at least one above", false);
  CHECK_THROWS_WITH_AS(loss(Model(classifier, SoftmaxCrossEntropy{}, xt::xtensor<double, 1>(xt::adapt(genes_of(21))), 0), none),
                       "measure: all 3 weights of given rows are 0, expected at least one above", DataError);
}

TEST_CASE("supervised: more categories than the type of number can tell apart are refused") {
  const auto check = [](auto zero, Index categories) {
    using T = decltype(zero);
    const Dataset<T> rows{xt::xtensor<T, 2>{{0}, {1}}, xt::xtensor<int, 1>{0, 1}};
    Supervised{sequential(input(1), embedding(0, categories, 1), dense(2)), SoftmaxCrossEntropy{}, Splits<T>{rows, rows, {}}}.check("fit");
  };
  CHECK_NOTHROW(check(0.0f, 1 << 24));
  CHECK_THROWS_WITH_AS(
      check(0.0f, (1 << 24) + 1),
      "fit: the embedding of column 0 has 16777217 categories, expected at most 16777216, which its type of number can tell "
      "apart",
      ShapeError);
  CHECK_NOTHROW(check(0.0, (1 << 24) + 1));
}

namespace {
/// the gradient of a full batch of training rows
template <class N, class Loss>
std::vector<double> gradient(const N& net, Loss loss, const Dataset<double>& training, const std::vector<double>& genes) {
  const Supervised problem{net, loss, Splits<double>{training, training, {}}};
  const auto crew = Serial{}.open();
  const auto here = problem.on(*crew, Sampling{.batch = full_batch});
  typename decltype(here)::Work work;
  crew->prepare([&](auto& lane) { work = here.take_training(lane); });
  std::vector<double> g(genes.size());
  const auto n = static_cast<Index>(genes.size());
  Gradients<double> sink{Genes<double>{g.data(), n, n}};
  const Clock clock{};
  const Span one{0, 1};
  crew->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) {
    here.begin(lane, work);
    here.gradient(lane, Genes<const double>{genes.data(), n, n}, work, &clock, 0, sink);
  });
  return g;
}
}  // namespace

TEST_CASE("weights of rows: a weight of two is the row twice, a weight of zero no row, under any loss") {
  // rows 0 .. 4 with weights 2, 0, 1, 1, 1 are the five rows 0, 0, 2, 3, 4
  const xt::xtensor<double, 1> w{2, 0, 1, 1, 1};
  const auto check = [&](const auto& net, auto loss, bool labels) {
    const auto rows = rows_of(5, labels);
    const auto weighted = rows.weighted(w), written_out = rows.pick({0, 0, 2, 3, 4});
    Layout layout;
    net.describe(layout);
    const auto genes = genes_of(layout.genes());
    CHECK(near(gradient(net, loss, weighted, genes), gradient(net, loss, written_out, genes), 1e-14));
    CHECK(near(score(net, loss, weighted, genes).loss, score(net, loss, written_out, genes).loss, 1e-14));
  };
  check(classifier, SoftmaxCrossEntropy{}, true);
  check(classifier, SmoothedCrossEntropy{}, true);
  check(regressor, MeanSquaredError{}, false);
  check(regressor, Huber{}, false);
  check(regressor, Pinball{}, false);
}

TEST_CASE("weights of rows: hits are counted as they are") {
  const auto genes = genes_of(21);
  const auto rows = rows_of(300, true);
  const xt::xtensor<double, 1> w(std::array{std::size_t{300}}, 3.0);
  const Scores plain = score(classifier, SoftmaxCrossEntropy{}, rows, genes);
  const Scores heavy = score(classifier, SoftmaxCrossEntropy{}, rows.weighted(w), genes);
  CHECK(heavy.accuracy == plain.accuracy);
  CHECK(near(heavy.loss, 3 * plain.loss, 1e-13));
}

TEST_CASE("supervised: targets a loss is not made for, and losses with numbers out of range") {
  const auto with = [](std::vector<double> t) {
    xt::xtensor<double, 2> x = xt::zeros<double>({std::size_t{2}, std::size_t{2}}), y = x;
    std::copy(t.begin(), t.end(), y.begin());
    const Dataset rows{x, y};
    return Splits<double>{rows, rows, {}};
  };
  const std::string untouched = ": of a table, encode(parts, {.standardise_targets = false}) leaves targets as they are";
  CHECK_NOTHROW(Supervised{regressor, MultiLabelCrossEntropy{}, with({0, 1, 0.5, 1})}.check("fit"));
  check_refused(Supervised{regressor, MultiLabelCrossEntropy{}, with({0, 1, 2, 1})},
                "fit: training target 0 of row 1 is 2, multi-label cross-entropy expects 0 to 1" + untouched, false);
  CHECK_NOTHROW(Supervised{regressor, Poisson{}, with({0, 7, 2, 1})}.check("fit"));
  check_refused(Supervised{regressor, Poisson{}, with({0, 1, 2, -1})},
                "fit: training target 1 of row 1 is -1, Poisson loss expects at least 0" + untouched, false);
  check_refused(Supervised{regressor, Poisson{}, Splits<double>{rows_of(4, true), rows_of(4, true), {}}},
                "fit: training data has integer labels, Poisson loss expects floating-point targets", false);
  CHECK_THROWS_AS((Supervised{regressor, Huber{.delta = -1}, with({0, 1, 2, 1})}.check("fit")), SettingsError);
}

TEST_CASE("supervised: embedded columns hold categories in training; elsewhere anything") {
  const auto net = sequential(input(3), embedding(1, 4, 2), embedding(0, 2, 2), dense(2));
  const auto rows = [](double first, double second) {
    return Dataset{xt::xtensor<double, 2>{{0, 0, 0.5}, {first, second, 7.5}}, xt::xtensor<int, 1>{0, 1}};
  };
  const auto with = [&](const Dataset<double>& training, const Dataset<double>& validation) {
    return Supervised{net, SoftmaxCrossEntropy{}, Splits<double>{training, validation, {}}};
  };
  CHECK_NOTHROW(with(rows(1, 3), rows(9, 0.5)).check("fit"));
  check_refused(with(rows(1, 4), rows(1, 3)), "fit: training column 1 of row 1 is 4, its embedding expects whole numbers from 0 to 3",
                false);
  check_refused(with(rows(2, 3), rows(1, 3)), "fit: training column 0 of row 1 is 2, its embedding expects whole numbers from 0 to 1",
                false);
  check_refused(with(rows(1, 0.5), rows(1, 3)), "fit: training column 1 of row 1 is 0.5, its embedding expects whole numbers from 0 to 3",
                false);
  check_refused(with(rows(-1, 0), rows(1, 3)), "fit: training column 0 of row 1 is -1, its embedding expects whole numbers from 0 to 1",
                false);
  const auto pixels = Dataset<double>::of_pixels({0, 255, 0, 255, 0, 0}, 3, xt::xtensor<int, 1>{0, 1});
  check_refused(with(pixels, pixels),
                "fit: training rows are pixels from 0 to 1, the embedding of column 1 expects whole numbers from 0 to 3", false);
}
