// Who is a policy of optimizer numbers.

#include <genoprop/concepts/hyper.hpp>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

struct Numbers {
  float rate = 1;
};
struct OfNumbers {  // for one optimizer alone
  using hyper = void;
  Numbers operator()(const Numbers& a, const Numbers& b, Draw&) const { return {(a.rate + b.rate) / 2}; }
};
struct Unnamed {
  template <class O>
  O operator()(const O& a, const O&, Draw&) const {
    return a;
  }
};
struct Wrong {
  using hyper = void;
  float operator()(const Numbers& a, const Numbers&, Draw&) const { return a.rate; }
};

struct Shows {
  using hyper = void;
  static constexpr Index numbers = 6;
  Numbers operator()(const Numbers& a, const Numbers&, Draw&) const { return a; }
  float value(const Numbers& o, Index k) const { return o.rate * static_cast<float>(k); }
};

TEST_CASE("Hyper: the first four numbers that it shows; NaN where it has fewer") {
  CHECK(numbers_of<Shows> == 6);
  CHECK(numbers_of<OfNumbers> == 0);
  CHECK(numbers_in(Shows{}, Numbers{2}) == ShownNumbers{0, 2, 4, 6});
  for (const float n : numbers_in(OfNumbers{}, Numbers{2})) CHECK(n != n);
}

TEST_CASE("Hyper: it says what it is, and serves the optimizers it can be called for") {
  CHECK(Hyper<OfNumbers>);
  CHECK(HyperOf<OfNumbers, Numbers>);
  CHECK_FALSE(HyperOf<OfNumbers, int>);
  CHECK_FALSE(Hyper<Unnamed>);
  CHECK_FALSE(HyperOf<Unnamed, Numbers>);
  CHECK(Hyper<Wrong>);
  CHECK_FALSE(HyperOf<Wrong, Numbers>);  // gives a number, not an optimizer
}

}  // namespace
}  // namespace genoprop
