#include <genoprop/train/sink.hpp>

#include <doctest/doctest.h>

#include <vector>

#include <genoprop/backend/plain_lane.hpp>

using namespace genoprop;

namespace {

/// w - rate g; the state counts the steps and keeps the age
struct Counting {
  static constexpr Index slots = 2;
  float rate = 1;
  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T* state, std::ptrdiff_t distance, Index age) const noexcept {
    w -= T(rate) * g;
    state[0] += T(1);
    state[distance] = T(age);
  }
};

/// two individuals, an affine map of two inputs and one output behind a first gene of something else: [other, w0, w1, b]
struct Two {
  static constexpr Index genes = 4, pitch = 64, slots = 2;
  std::vector<float> weights = std::vector<float>(2 * pitch, 10.0f), state = std::vector<float>(2 * slots * pitch);
  std::vector<Counting> step{{.rate = 1}, {.rate = 0.5f}};
  std::vector<Index> age{3, 8};
  std::vector<float> x{1, 2, 3, 4, 5, 6, 7, 8}, dy{1, -1, 2, 1};  // x [2, 2 rows, 2], dy [2, 2 rows, 1]
  PlainLane lane{2};
  Affine at{.weight = 1, .bias = 3, .inputs = 2, .outputs = 1};

  Block<const float> rows() const { return {x.data(), 4, 2, 2, 2}; }
  Block<const float> slopes() const { return {dy.data(), 2, 1, 2, 1}; }
  Genes<float> where(std::vector<float>& v, std::ptrdiff_t stride) { return {v.data(), stride, genes}; }
};
// individual 0: dW = 1 (1, 2) - 1 (3, 4) = (-2, -2), db = 0; individual 1: dW = 2 (5, 6) + 1 (7, 8) = (17, 20), db = 3

}  // namespace

TEST_CASE("update: weights and biases move by each individual's own step, and no other gene does") {
  Two two;
  const Update<Counting, float> update{two.where(two.weights, Two::pitch), two.where(two.state, Two::slots * Two::pitch), Two::pitch,
                                       two.step.data(), two.age.data()};
  update.affine(two.lane, two.at, two.rows(), two.slopes());
  const float expected[2][5]{{10, 12, 12, 10, 10}, {10, 10 - 8.5f, 0, 8.5f, 10}};
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t g = 0; g < 5; ++g) {
      CAPTURE(i);
      CAPTURE(g);
      CHECK(two.weights[i * Two::pitch + g] == expected[i][g]);
      const bool moved = g >= 1 && g <= 3;
      CHECK(two.state[i * Two::slots * Two::pitch + g] == (moved ? 1.0f : 0.0f));
      CHECK(two.state[(i * Two::slots + 1) * Two::pitch + g] == (moved ? static_cast<float>(two.age[i]) : 0.0f));
    }
}

TEST_CASE("update: the gradient of a whole genome") {
  Two two;
  const Update<Counting, float> update{two.where(two.weights, Two::pitch), two.where(two.state, Two::slots * Two::pitch), Two::pitch,
                                       two.step.data(), two.age.data()};
  const std::vector<float> gradient{1, 2, 3, 4, 10, 20, 30, 40};
  update.whole(two.lane, Block<const float>{gradient.data(), 4, 4, 1, 4});
  for (std::size_t g = 0; g < 4; ++g) {
    CHECK(two.weights[g] == 10 - gradient[g]);
    CHECK(two.weights[Two::pitch + g] == 10 - gradient[4 + g] / 2);
  }
  CHECK(two.weights[4] == 10);
}

TEST_CASE("gradients: stored, not taken") {
  Two two;
  std::vector<float> to(2 * Two::pitch, -7.0f);
  const Gradients<float> gradients{two.where(to, Two::pitch)};
  gradients.affine(two.lane, two.at, two.rows(), two.slopes());
  const float expected[2][5]{{-7, -2, -2, 0, -7}, {-7, 17, 20, 3, -7}};
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t g = 0; g < 5; ++g) CHECK(to[i * Two::pitch + g] == expected[i][g]);
  const std::vector<float> gradient{1, 2, 3, 4, 10, 20, 30, 40};
  gradients.whole(two.lane, Block<const float>{gradient.data(), 4, 4, 1, 4});
  for (std::size_t g = 0; g < 4; ++g) CHECK(to[Two::pitch + g] == gradient[4 + g]);
  CHECK(two.weights == std::vector<float>(2 * Two::pitch, 10.0f));
}

TEST_CASE("update: one individual's body, as CPU lanes use it, does what the body for all does") {
  Two two;
  const Update<Counting, float> update{two.where(two.weights, Two::pitch), two.where(two.state, Two::slots * Two::pitch), Two::pitch,
                                       two.step.data(), two.age.data()};
  const auto move = update.move(1, 2, 1);
  move(1, 1, 0, 4.0f);
  Two other;
  const Update<Counting, float> same{other.where(other.weights, Two::pitch), other.where(other.state, Two::slots * Two::pitch), Two::pitch,
                                     other.step.data(), other.age.data()};
  same.move(1, 2, 1).of(1)(1, 1, 0, 4.0f);
  CHECK(two.weights == other.weights);
  CHECK(two.state == other.state);
  CHECK(two.weights[Two::pitch + 2] == 8);
  // rows of one column follow each other, and so the second weight may be called (0, 1)
  CHECK(same.move(1, 2, 1).of(1).seamless(1));
  CHECK_FALSE(same.move(1, 2, 1).of(1).seamless(2));
  update.move(1, 2, 1).of(0)(0, 1, 0, 2.0f);
  same.move(1, 2, 1).of(0)(0, 0, 1, 2.0f);
  CHECK(two.weights == other.weights);
  CHECK(two.state == other.state);
}
