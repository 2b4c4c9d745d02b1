#include <genoprop/backend/memory.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <doctest/doctest.h>

using namespace genoprop;

namespace {

// volatile: a compiler that knew the numbers would warn of what is tested here
volatile std::size_t largest = std::numeric_limits<std::size_t>::max();
const std::size_t sizes_that_overflow[]{largest / 8 + 2, largest};  // the first is 8 bytes when multiplied by 8

template <class T>
void arena_of(std::size_t n) {
  Arena arena;
  arena.take<T>(n);
}

}  // namespace

TEST_CASE("buffer: aligned to a cache line, zeroed, as long as asked for") {
  for (const std::size_t n : {1u, 3u, 17u, 4096u}) {
    Buffer<double> b(n);
    CHECK(b.size() == n);
    CHECK(reinterpret_cast<std::uintptr_t>(b.data()) % 64 == 0);
    for (std::size_t k = 0; k < n; ++k) REQUIRE(b.data()[k] == 0.0);
    for (std::size_t k = 0; k < n; ++k) b.data()[k] = -1.0;  // the next buffer of this size may get the same memory
  }
}

TEST_CASE("buffer: nothing is nothing") {
  Buffer<float> none, zero(0);
  CHECK(none.size() == 0);
  CHECK(none.data() == nullptr);
  CHECK(zero.size() == 0);
}

TEST_CASE("buffer: moving hands over the memory itself") {
  Buffer<int> a(5);
  int* p = a.data();
  p[4] = 7;
  Buffer<int> b(std::move(a));
  CHECK(b.data() == p);
  CHECK(b.size() == 5);
  Buffer<int> c(2);
  c = std::move(b);
  CHECK(c.data() == p);
  CHECK(c.data()[4] == 7);
  CHECK(c.size() == 5);
}

TEST_CASE("buffer: a size that overflows is refused before it is asked for") {
  for (const std::size_t most : sizes_that_overflow) {
    CAPTURE(most);
    CHECK_THROWS_WITH_AS(Buffer<double>{most}, doctest::Contains(std::to_string(most).c_str()), SettingsError);
    CHECK_THROWS_AS(arena_of<double>(most), SettingsError);
  }
  CHECK_THROWS_AS(Buffer<char>{sizes_that_overflow[1]}, SettingsError);
}

TEST_CASE("arena: pieces are aligned and zeroed, and never move") {
  Arena arena;
  float* first = arena.take<float>(10);
  first[9] = 3.0f;
  for (int k = 1; k < 2000; ++k) {
    const auto n = static_cast<std::size_t>(k % 50 + 1);
    auto* p = arena.take<std::int64_t>(n);
    REQUIRE(reinterpret_cast<std::uintptr_t>(p) % 64 == 0);
    REQUIRE(p[0] == 0);
    REQUIRE(p[n - 1] == 0);
    p[n - 1] = -1;
  }
  CHECK(first[9] == 3.0f);
}
