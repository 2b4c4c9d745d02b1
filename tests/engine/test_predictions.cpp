#include <doctest/doctest.h>

#include <vector>

#include <genoprop/engine/metrics.hpp>
#include <genoprop/engine/model.hpp>
#include <genoprop/nn/cross_entropy.hpp>
#include <genoprop/nn/sequential.hpp>

using namespace genoprop;

namespace {

constexpr Index wide = 1 << 14;  // 256 rows of floats are 16 MiB: a piece

/// says the first and the last column, and remembers how many rows came at once
struct Ends {
  mutable std::vector<std::size_t> pieces{};
  xt::xtensor<float, 2> predict(const xt::xtensor<float, 2>& x) const {
    pieces.push_back(x.shape(0));
    auto out = xt::xtensor<float, 2>::from_shape({x.shape(0), std::size_t{2}});
    for (std::size_t r = 0; r < x.shape(0); ++r) {
      out(r, 0) = x(r, 0);
      out(r, 1) = x(r, wide - 1);
    }
    return out;
  }
};

/// row r: bytes r mod 251, class r mod 2
Dataset<float> images(std::size_t rows) {
  std::vector<std::uint8_t> pixels(rows * wide);
  auto y = xt::xtensor<int, 1>::from_shape({rows});
  for (std::size_t r = 0; r < rows; ++r) {
    std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(r * wide), wide, static_cast<std::uint8_t>(r % 251));
    y(r) = static_cast<int>(r % 2);
  }
  return Dataset<float>::of_pixels(std::move(pixels), wide, y);
}

}  // namespace

TEST_CASE("predictions: a piece of rows at a time, all of them, in order") {
  for (const std::size_t rows : {1u, 255u, 256u, 257u, 600u}) {
    CAPTURE(rows);
    const auto data = images(rows);
    const Ends model;
    const auto p = predictions(model, data);
    REQUIRE(p.shape(0) == rows);
    CHECK(p == Ends{}.predict(data.x()));
    CHECK(model.pieces.size() == (rows + 255) / 256);
    CHECK(model.pieces.front() == std::min<std::size_t>(rows, 256));
  }
}

TEST_CASE("predictions: narrow rows come in one piece; a network's own are those of predict, bit for bit") {
  xt::xtensor<float, 1> genes(std::array{std::size_t{wide * 2 + 2}}, 0.0f);
  for (std::size_t g = 0; g < genes.size(); ++g) genes(g) = static_cast<float>(g % 17) * 0.001f - 0.008f;
  const Model model(sequential(input(wide), dense(2)), SoftmaxCrossEntropy{}, genes, 0);
  const auto data = images(300);
  CHECK(predictions(model, data) == model.predict(data.x()));
  CHECK(accuracy(model, data) == accuracy(model.predict(data.x()), data.labels()));
}

TEST_CASE("accuracy of images that are bytes holds a piece of them as floats, not all") {
  const Ends model;
  const auto data = images(600);
  accuracy(model, data);
  balanced_accuracy(model, data);
  CHECK(model.pieces == std::vector<std::size_t>{256, 256, 88, 256, 256, 88});
}
