#include <genoprop/io/predictor_layers.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "support/bits.hpp"
#include "support/every_layer.hpp"
#include "support/model_files.hpp"
#include "support/seeds.hpp"
#include "support/temp_folder.hpp"

#include <genoprop/nn/mlp.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;
using test::TempFolder;

namespace {

/// f(a function that stores a model and loads it for the instruction set), for each that is here
template <class F>
void for_each_isa(const TempFolder& folder, F f) {
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::neon, Isa::blas}) {
    if (!has_isa(isa)) continue;
    CAPTURE(name_of(isa));
    f([&](const auto& model) {
      save(model, folder / "isa.safetensors");
      setenv("GENOPROP_ISA", std::string(name_of(isa)).c_str(), 1);
      Predictor loaded = load_model(folder / "isa.safetensors");
      unsetenv("GENOPROP_ISA");
      return loaded;
    });
  }
}

}  // namespace

TEST_CASE("predictor layers: the bits of Model::predict, every activation, one row or many, every instruction set") {
  const TempFolder folder;
  const auto problem = every_activation();
  const auto model = model_of(problem.net, SoftmaxCrossEntropy{}, 1);
  const auto x = rows_of(203, 5);
  const auto expected = model.predict(x);
  for_each_isa(folder, [&](const auto& load) {
    const Predictor loaded = load(model);
    CHECK(loaded.columns() == 5);
    CHECK(loaded.outputs() == 2);
    CHECK(loaded.has_classes());
    const Predictions p = loaded.predict(std::span<const float>(x.data(), x.size()));
    check_same(p, expected);
    std::vector<float> one(2);
    for (std::size_t r = 0; r < 203; ++r) {
      loaded.predict_one(std::span<const float>(x.data() + 5 * r, 5), one);
      CHECK(std::memcmp(one.data(), expected.data() + 2 * r, 8) == 0);
      CHECK(p.label(static_cast<Index>(r)) == (one[1] > one[0] ? "1" : "0"));
    }
  });
}

TEST_CASE("predictor layers: relu and no activation leave with the sums of any width, one row or many, every instruction set") {
  const TempFolder folder;
  for_each_isa(folder, [&](const auto& load) {
    for_seeds(12, [&](Draw& draw) {
      const std::vector<Index> sizes{1 + draw.below(40), 1 + draw.below(200), 1 + draw.below(40)};
      const auto model = model_of(mlp(sizes, relu()), MeanSquaredError{}, 7);
      const auto width = static_cast<std::size_t>(sizes[0]), outputs = static_cast<std::size_t>(sizes[2]);
      const auto x = rows_of(7, width);
      const auto expected = model.predict(x);
      const Predictor loaded = load(model);
      check_same(loaded.predict(std::span<const float>(x.data(), x.size())), expected);
      std::vector<float> one(outputs);
      for (std::size_t r = 0; r < 7; ++r) {
        loaded.predict_one(std::span<const float>(x.data() + width * r, width), one);
        CHECK(std::memcmp(one.data(), expected.data() + outputs * r, outputs * sizeof(float)) == 0);
      }
    });
  });
}

TEST_CASE("predictor layers: a number that is not finite is refused in any place, before anything is written") {
  const TempFolder folder;
  for_each_isa(folder, [&](const auto& load) {
    for (const Index width : {1, 7, 16, 37, 64, 67}) {
      // no weight, no activation and no category lets it through, or hides it
      const auto net = sequential(input(width), embedding(0, 3, 2), dense(5), relu(), dense(2));
      const auto model = model_of(net, MeanSquaredError{}, 7);
      const Predictor loaded =
          load(Model<std::remove_cvref_t<decltype(net)>, MeanSquaredError, float>(net, {}, xt::xtensor<float, 1>(model.genes() * 0.0f), 0));
      const auto n = static_cast<std::size_t>(width);
      for (const float bad :
           {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), -std::numeric_limits<float>::infinity()})
        for (std::size_t k = 0; k < n; ++k) {
          std::vector<float> x(130 * n, 1.0f), out{5, 5};
          x[k] = bad;
          CHECK_THROWS_WITH_AS(loaded.predict_one(std::span<const float>(x).first(n), out),
                               text("predict_one: number ", k, " is ", bad, ", expected finite numbers").c_str(), DataError);
          CHECK(out == std::vector<float>{5, 5});
          std::swap(x[k], x[129 * n + k]);  // not the first rows that go through together
          CHECK_THROWS_WITH_AS(loaded.predict(x), text("predict: number ", 129 * n + k, " is ", bad, ", expected finite numbers").c_str(),
                               DataError);
        }
      std::vector<float> most(n, std::numeric_limits<float>::max()), out(2);
      loaded.predict_one(most, out);
      CHECK(out == std::vector<float>{0, 0});
    }
  });
}

TEST_CASE("predictor layers: layer normalisation, dropout and embedding are as Model::predict has them") {
  const TempFolder folder;
  const auto net =
      sequential(input(3), embedding(1, 5, 4), dense(21), layer_norm(), gelu(), dropout(0.3f), dense(7), layer_norm(1e-3f), dense(2));
  const auto model = model_of(net, SoftmaxCrossEntropy{}, 3);
  save(model, folder / "m.safetensors");
  auto x = rows_of(90, 3);
  for (std::size_t r = 0; r < 90; ++r)
    x(r, 1) = static_cast<float>(r % 7) - 1 + (r == 80 ? 0.5f : 0.0f);  // -1, 5 and 2.5 are no categories
  check_same(load_model(folder / "m.safetensors").predict(std::span<const float>(x.data(), x.size())), model.predict(x));
  CHECK(bits_equal(load(net, folder / "m.safetensors").predict(x), model.predict(x)));
}

TEST_CASE(
    "predictor layers: residual blocks are as Model::predict has them: last, one inside another, one inside first, any widths, one row or "
    "many") {
  const TempFolder folder;
  for_seeds(8, [&](Draw& draw) {
    const Index n = 1 + draw.below(40), m = 1 + draw.below(40);
    const auto deep = residual(dropout(0.2f), dense(m), gelu(), residual(layer_norm(), dense(m), tanh(), dense(m)), dense(n));
    const auto net = sequential(input(5), dense(n), deep, relu(), dense(m), residual(residual(dense(m)), elu(0.5f), dense(m)), silu());
    const auto model = model_of(net, MultiLabelCrossEntropy{}, 3);
    save(model, folder / "m.safetensors");
    const auto x = rows_of(70, 5);
    const auto expected = model.predict(x);
    const Predictor loaded = load_model(folder / "m.safetensors");
    check_same(loaded.predict(std::span<const float>(x.data(), x.size())), expected);
    std::vector<float> one(static_cast<std::size_t>(m));
    loaded.predict_one(std::span<const float>(x.data(), 5), one);
    CHECK(std::memcmp(one.data(), expected.data(), one.size() * sizeof(float)) == 0);
  });
}

TEST_CASE("predictor layers: any widths, over seeds; what each loss makes of outputs; double is rounded") {
  const TempFolder folder;
  for_seeds(15, [&](Draw& draw) {
    const std::vector<Index> sizes{1 + draw.below(40), 1 + draw.below(200), 1 + draw.below(40)};
    const auto net = mlp(sizes, tanh());
    const auto x = rows_of(1 + static_cast<std::size_t>(draw.below(150)), static_cast<std::size_t>(sizes[0]));
    const auto same = [&](auto loss) {
      const auto model = model_of(net, loss, 7);
      save(model, folder / "m.safetensors");
      check_same(load_model(folder / "m.safetensors").predict(std::span<const float>(x.data(), x.size())), model.predict(x));
    };
    same(MeanSquaredError{});
    same(Poisson{});
    same(MultiLabelCrossEntropy{});
    same(Huber{});
    same(Pinball{});
    if (sizes[2] > 1) same(SmoothedCrossEntropy{});
  });
  const auto one = sequential(input(3), dense(1));
  const auto model = model_of(one, SigmoidCrossEntropy{}, 2);
  save(model, folder / "s.safetensors");
  const auto x = rows_of(5, 3);
  const auto p = load_model(folder / "s.safetensors").predict(std::span<const float>(x.data(), x.size()));
  CHECK(p.columns == 2);
  for (Index r = 0; r < 5; ++r) {
    CHECK(p(r, 1) == model.predict(x)(static_cast<std::size_t>(r), 0));
    CHECK(p(r, 0) == 1 - p(r, 1));
  }
  save(model_of<double>(one, MeanSquaredError{}, 2), folder / "d.safetensors");
  save(model_of(one, MeanSquaredError{}, 2), folder / "f.safetensors");
  CHECK(load_model(folder / "d.safetensors").predict(std::span<const float>(x.data(), x.size())).values ==
        load_model(folder / "f.safetensors").predict(std::span<const float>(x.data(), x.size())).values);
}
