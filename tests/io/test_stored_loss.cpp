#include <genoprop/io/stored_loss.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/bits.hpp"
#include "support/seeds.hpp"

#include <genoprop/core/draw.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

namespace {

struct OwnLoss {  // a user's
  static constexpr const char* name = "own loss";
};
/// as a program that does not know the loss reads it
template <class F>
void for_every_loss(F f) {
  f(SoftmaxCrossEntropy{});
  f(SmoothedCrossEntropy{.smoothing = 0.25f});
  f(MultiLabelCrossEntropy{});
  f(MeanSquaredError{});
  f(Huber{.delta = 0.5f});
  f(Poisson{});
  f(Pinball{.tau = 0.75f});
}
template <class Loss>
auto model_under(const Loss& loss) {
  xt::xtensor<float, 1> genes = xt::zeros<float>({std::size_t{12}});
  for (std::size_t g = 0; g < 12; ++g) genes(g) = Draw(4, {.index = static_cast<std::uint32_t>(g)}).normal();
  return Model(sequential(input(3), dense(3)), loss, genes, 0.0);
}

}  // namespace

TEST_CASE("stored loss: its name and its numbers, as a file has them") {
  CHECK(io_detail::stored(SoftmaxCrossEntropy{}).name == SoftmaxCrossEntropy::name);
  CHECK(io_detail::stored(SoftmaxCrossEntropy{}).numbers.empty());
  CHECK(io_detail::stored(Huber{.delta = 0.5f}).numbers == "{\"delta\":0.5}");
  CHECK(io_detail::stored(Pinball{.tau = 0.75f}).number("tau") == 0.75f);
  CHECK(io_detail::stored(SmoothedCrossEntropy{.smoothing = 0.25f}).number("smoothing") == 0.25f);
  const StoredLoss again = io_detail::stored(io_detail::stored(Huber{.delta = 2}));  // a model that was loaded and is saved again
  CHECK(again.name == Huber::name);
  CHECK(again.number("delta") == 2);
  CHECK(io_detail::stored(OwnLoss{}).name == "own loss");
  CHECK_FALSE(io_detail::stored(OwnLoss{}).known());
}

TEST_CASE("stored loss: predictions and measures are those of the loss it names, bit for bit") {
  for_every_loss([](const auto& loss) {
    const StoredLoss named = io_detail::stored(loss);
    CAPTURE(named.name);
    CHECK(named.known());
    for_seeds(20, [&](Draw& draw) {
      std::vector<float> z(5), expected;
      for (float& v : z) v = 3 * draw.normal();
      expected = z;
      named.predict(z.data(), 5);
      loss.predict(expected.data(), 5);
      CHECK(z == expected);
    });
    const xt::xtensor<float, 2> x{{1, 0, 0}, {0, 1, 0}, {0.5f, -1, 2}, {1, 1, 1}}, t{{0, 1, 1}, {1, 0, 0}, {0, 0, 1}, {1, 1, 0}};
    using Loss = std::remove_cvref_t<decltype(loss)>;
    const Dataset<float> rows =
        Loss::target == Target::labels ? Dataset<float>{x, xt::xtensor<std::int32_t, 1>{0, 1, 2, 1}} : Dataset<float>{x, t};
    const Scores here = measure(model_under(named), rows), expected = measure(model_under(loss), rows);
    CHECK(bits_equal(here.loss, expected.loss));
    CHECK((here.accuracy == expected.accuracy || (std::isnan(here.accuracy) && std::isnan(expected.accuracy))));
  });
  float one = 0.5f, sigmoid = 0.5f;
  StoredLoss{SigmoidCrossEntropy::name}.predict(&one, 1);
  SigmoidCrossEntropy::predict(&sigmoid, 1);
  CHECK(one == sigmoid);
}

TEST_CASE("stored loss: refusals") {
  const Dataset<float> rows{xt::xtensor<float, 2>{{1, 0, 0}}, xt::xtensor<float, 2>{{0, 1, 1}}};
  CHECK_THROWS_WITH_AS(measure(model_under(StoredLoss{"own loss"}), rows),
                       "measure: the loss of the model is \"own loss\", expected one of the library's; load(net, loss, path) takes any",
                       Error);
  CHECK_THROWS_WITH_AS(
      measure(model_under(StoredLoss{Huber::name}), rows),
      "measure: the loss of the model is \"Huber loss\", whose \"delta\" its file does not say, expected a file of save(), or "
      "load(net, loss, path)",
      FileError);
  CHECK_THROWS_AS(measure(model_under(StoredLoss{Huber::name, "{\"delta\":\"wide\"}"}), rows), FileError);
  CHECK_THROWS_AS(measure(model_under(StoredLoss{Huber::name, "{\"delta\":-1}"}), rows), SettingsError);
  CHECK_THROWS_AS(measure(model_under(StoredLoss{SoftmaxCrossEntropy::name}), rows), DataError);  // it has values, no labels
}
