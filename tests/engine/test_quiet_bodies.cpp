// Every body of the library's own is noexcept, so that CPU lanes run it side by side (concepts/lane.hpp, rule 7): whole runs on a
// lane that refuses, when it is compiled, any other.

#include <doctest/doctest.h>

#include <memory>
#include <span>

#include <genoprop/backend/host_memory.hpp>
#include <genoprop/backend/plain_lane.hpp>
#include <genoprop/genoprop.hpp>

namespace genoprop {

/// A row that takes noexcept bodies alone.
class QuietRow : public PlainRow {
 public:
  using PlainRow::PlainRow;
  template <class F>
  auto sum(const F& f) const {
    static_assert(noexcept(f(Index{})));
    return PlainRow::sum(f);
  }
  template <class F>
  void each(const F& f) const {
    static_assert(noexcept(f(Index{})));
    PlainRow::each(f);
  }
};

/// A lane that takes noexcept bodies alone; `calls` counts them.
class QuietLane : public PlainLane {
 public:
  using PlainLane::PlainLane;
  Index calls = 0;

  template <class A, class B, class F>
  void gemm(A a, B b, F f) {
    using T = typename decltype(operand(a))::Scalar;
    static_assert(noexcept(f(Index{}, Index{}, Index{}, T{})));
    ++calls;
    PlainLane::gemm(a, b, f);
  }
  template <class T, class F>
  void sum_rows(Block<T> x, F f) {
    static_assert(noexcept(f(Index{}, Index{}, std::remove_const_t<T>{})));
    ++calls;
    PlainLane::sum_rows(x, f);
  }
  template <class F>
  void for_each(Index rows, Index columns, F f) {
    static_assert(noexcept(f(Index{}, Index{}, Index{})));
    ++calls;
    PlainLane::for_each(rows, columns, f);
  }
  template <class F>
  void for_each_row(Index rows, Index columns, F f) {
    ++calls;
    PlainLane::for_each(rows, 1, OfRow<F>{columns, f});
  }
  template <class F>
  struct OfRow {
    Index columns;
    F f;
    void operator()(Index i, Index r, Index) const {
      QuietRow row(columns);
      f(i, r, row);
    }
  };
};

struct QuietCrew : HostMemory {
  QuietLane lane{1};
  static Index lanes() { return 1; }
  static Index width() { return 1; }
  template <class F>
  void prepare(F&& f) {
    f(lane);
  }
  template <class F>
  void run(std::span<const Span> spans, F&& f) {
    for (const Span span : spans)
      for (Index i = span.first; i < span.first + span.count; ++i) f(lane, Span{i, 1});
    calls_of_all_runs += lane.calls;
  }
  static inline long calls_of_all_runs = 0;
};
struct QuietPlace {
  std::unique_ptr<QuietCrew> open() const { return std::make_unique<QuietCrew>(); }
};
static_assert(Lane<QuietLane> && Backend<QuietPlace>);

}  // namespace genoprop

using namespace genoprop;

namespace {

const Settings settings{.population = 4, .generations = 4, .steps = 2, .batch = 8, .seed = 3};

template <class Problem, class O, class S>
void runs(const Problem& problem, const O& optimizer, const S& strategy) {
  QuietCrew::calls_of_all_runs = 0;
  std::size_t births = 0;
  for (const Report& r : Evolution{problem, optimizer, strategy, QuietPlace{}}.fit(settings).history()) births += r.births.size();
  CHECK(births > 0);
  CHECK(QuietCrew::calls_of_all_runs > 100);
}

}  // namespace

TEST_CASE("bodies of layers, losses, optimizers, alignment and gene rules are noexcept") {
  const auto labels = two_spirals({.rows = 40, .seed = 1});
  const auto values = teacher({.inputs = 3, .units = 3, .rows = 40, .seed = 1});
  const Splits classes{labels, labels, labels};
  runs(Supervised{mlp({2, 5, 4, 2}, tanh()), SoftmaxCrossEntropy{}, classes}, Adam{},
       presets::standard().with(OnlyTheStuck{.grace = 1, .first_grace = 1}).with(State::crossed));
  runs(Supervised{mlp({2, 5, 1}, relu()), SigmoidCrossEntropy{}, classes}, Sgd{}, presets::genetic_bp());
  runs(Supervised{sequential(input(3), dense(4), relu(), dense(1), tanh()), MeanSquaredError{}, Splits{values, values, values}}, Sgd{},
       strategy(Tournament{}, Aligned{Uniform{}, Alike::weights}, RedrawUnits{.share = 0.5f}, Elitist{.keep = 1}));
}

TEST_CASE("a body of a user's is what the user says") {
  struct Loud {
    void operator()(float& w, float g, float*, std::ptrdiff_t, Index) const { w -= g; }
  };
  struct Quiet {
    void operator()(float& w, float g, float*, std::ptrdiff_t, Index) const noexcept { w -= g; }
  };
  static_assert(!quiet_step<Loud, float> && quiet_step<Quiet, float>);
  static_assert(!noexcept(std::declval<sink_body::Move<Loud, float>>()(0, 0, 0, 0.0f)));
  static_assert(noexcept(std::declval<sink_body::Move<Quiet, float>>()(0, 0, 0, 0.0f)));
  struct LoudRule {
    float operator()(Parents<float> p, GeneSite) const { return p[0]; }
  };
  struct BothRule {  // breeding takes the one without words
    float operator()(Parents<float> p, GeneSite) const { return p[0]; }
    float operator()(Parents<float> p, GeneSite, Draw&) const noexcept { return p[0]; }
  };
  static_assert(!quiet_rule<LoudRule, float, 2> && !quiet_rule<BothRule, float, 2> && quiet_rule<Uniform, float, 2>);
  static_assert(quiet_mutation<Gaussian, float> && quiet_mutation<Gaussian, double>);
}
