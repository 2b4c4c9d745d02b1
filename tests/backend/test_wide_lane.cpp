#include <genoprop/backend/wide_lane.hpp>

#include <vector>

#include <doctest/doctest.h>

using namespace genoprop;

namespace {

struct Counting {
  std::vector<char> piece;
  template <class T>
  T* take(std::size_t n) {
    piece.resize(n * sizeof(T));
    return reinterpret_cast<T*>(piece.data());
  }
};
using Wide = WideLane<Counting>;
struct Shelf {
  int books = 3;
};
using OneCrew = OneLaneCrew<Wide, Shelf>;

}  // namespace

TEST_CASE("wide lane: as wide as it was made, and holds what it is told") {
  Wide lane(5);
  CHECK(lane.capacity() == 5);
  CHECK(lane.individuals() == 5);
  lane.set_individuals(2);
  CHECK(lane.individuals() == 2);
  CHECK(lane.capacity() == 5);
  CHECK(Wide::pitch(17) == 32);
  double* taken = lane.take<double>(3);
  taken[2] = 1;
  CHECK(taken[2] == 1);
}

TEST_CASE("wide lane: its crew prepares it whole, runs span by span on it, and is its memory") {
  OneCrew crew(4);
  CHECK(crew.books == 3);
  CHECK(crew.width() == 4);
  CHECK(OneCrew::lanes() == 1);
  const std::vector<Span> spans{{0, 4}, {4, 4}, {8, 1}};
  crew.run(spans, [](Wide&, Span) {});
  crew.prepare([](Wide& lane) { CHECK(lane.individuals() == 4); });
  std::vector<Index> seen;
  crew.run(spans, [&](Wide& lane, Span span) {
    CHECK(lane.individuals() == span.count);
    seen.push_back(span.first);
  });
  CHECK(seen == std::vector<Index>{0, 4, 8});
}
