// Where elements lie.

#include <genoprop/core/view.hpp>

#include <concepts>
#include <vector>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

// two individuals of 3 rows x 4 columns, rows 5 apart, individuals 20 apart
struct Memory {
  std::vector<float> data = std::vector<float>(40);
  Block<float> block() { return {data.data(), 20, 5, 3, 4}; }
};

TEST_CASE("Block: element (i, r, c) lies at i stride + r pitch + c") {
  Memory m;
  const Block<float> b = m.block();
  b(1, 2, 3) = 7;
  CHECK(m.data[20 + 10 + 3] == 7.0f);
  CHECK(&b(0, 0, 0) == m.data.data());
  CHECK(b.row(1, 1) == m.data.data() + 25);
}

TEST_CASE("Block: stride 0 is shared by all individuals, pitch 0 by all rows") {
  Memory m;
  const Block<float> shared{m.data.data(), 0, 5, 3, 4};
  CHECK(&shared(1, 2, 3) == &shared(0, 2, 3));
  const Block<float> bias{m.data.data(), 20, 0, 1, 4};
  CHECK(&bias(1, 2, 3) == &bias(1, 0, 3));
}

TEST_CASE("Block: parts are the same memory") {
  Memory m;
  const Block<float> b = m.block();
  const Block<float> top = b.first_rows(2);
  CHECK(top.rows == 2);
  CHECK(top.columns == 4);
  CHECK(&top(1, 1, 2) == &b(1, 1, 2));
  const Block<float> second = b.of(1);
  CHECK(&second(0, 2, 3) == &b(1, 2, 3));
  CHECK(&second(5, 2, 3) == &b(1, 2, 3));  // alone: whatever individual is asked for
  const Block<const float> read = b;
  CHECK(&read(1, 2, 3) == &b(1, 2, 3));
  CHECK(read.rows == 3);
  CHECK(&flipped(b).block(1, 2, 3) == &b(1, 2, 3));
}

TEST_CASE("Block: an empty one says so") {
  Memory m;
  CHECK(static_cast<bool>(m.block()));
  CHECK_FALSE(static_cast<bool>(Block<float>{}));
}

TEST_CASE("Block, Genes: what may be written may be read, never the other way") {
  static_assert(std::convertible_to<Block<float>, Block<const float>>);
  static_assert(!std::convertible_to<Block<const float>, Block<float>>);
  static_assert(std::convertible_to<Genes<float>, Genes<const float>>);
  static_assert(!std::convertible_to<Genes<const float>, Genes<float>>);
  static_assert(std::same_as<decltype(flipped(Block<float>{})), Flipped<float>>);
  static_assert(std::same_as<decltype(flipped(Block<const float>{})), Flipped<float>>);
}

TEST_CASE("Genes: genome i starts at i stride; a slice is unpadded and the same in every individual") {
  std::vector<float> data(256);
  const Genes<float> g{data.data(), 128, 100};
  CHECK(g.row(1) == data.data() + 128);
  CHECK(g.of(1).row(0) == data.data() + 128);
  CHECK(g.of(1).size == 100);
  const Block<float> w = g.slice(10, 3, 7);
  CHECK(&w(1, 2, 6) == data.data() + 128 + 10 + 2 * 7 + 6);
  CHECK(w.rows == 3);
  CHECK(w.columns == 7);
  const Genes<const float> read = g;
  CHECK(read.row(1) == g.row(1));
}

TEST_CASE("addresses are computed in 64 bits") {
  // never read: only where the element would lie
  const Block<char> far{nullptr, std::ptrdiff_t{1} << 32, 1 << 20, 1 << 20, 1 << 20};
  const auto at = reinterpret_cast<std::uintptr_t>(far.row(3, 1 << 19));
  CHECK(at == (std::uintptr_t{3} << 32) + (std::uintptr_t{1} << 39));
}

}  // namespace
}  // namespace genoprop
