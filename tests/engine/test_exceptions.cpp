// What a user's own code throws arrives at fit with its type, whatever it is - a gene rule, a layer, a loss, an optimizer, a
// policy, surgery, an observer - and wherever it runs; and the next run is as if nothing had been.

#include <doctest/doctest.h>

#include <atomic>
#include <stdexcept>
#include <string>

#include <genoprop/genoprop.hpp>

#include "support/bits.hpp"

using namespace genoprop;

namespace {

struct Mine : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// the part that is to throw, or none
enum class Part {
  none,
  element,
  row,
  row_sum,
  row_each,
  column,
  product,
  slope,
  loss,
  optimizer,
  crossover,
  mutation,
  surgery,
  selection,
  replacement,
  observer
};
std::atomic<Part> armed{Part::none};
constexpr const char* text_of[] = {"",     "element",   "row",       "row_sum",  "row_each", "column",    "product",     "slope",
                                   "loss", "optimizer", "crossover", "mutation", "surgery",  "selection", "replacement", "observer"};
void may_throw(Part part) {
  if (armed == part) throw Mine(text_of[static_cast<int>(part)]);
}

// --- a user's own network, loss and optimizer: bodies of every verb ------------------------------------------------------

struct LoudTanh {
  static constexpr bool odd = true;
  template <class T>
  GENOPROP_HD T value(T z) const {
    may_throw(Part::product);
    return math::tanh(z);
  }
  template <class T>
  GENOPROP_HD T slope(T y) const {
    may_throw(Part::slope);
    return T(1) - y * y;
  }
};

struct Twice {
  Block<float> y;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const {
    may_throw(Part::element);
    y(i, r, c) *= 2;
  }
};
struct Term {
  const float* y;
  GENOPROP_HD float operator()(Index c) const {
    may_throw(Part::row_sum);
    return y[c];
  }
};
struct Half {
  float* y;
  GENOPROP_HD void operator()(Index c) const {
    may_throw(Part::row_each);
    y[c] *= 0.5f;
  }
};
struct RowOfHalves {
  Block<float> y;
  GENOPROP_HD void operator()(Index i, Index r, auto& row) const {
    may_throw(Part::row);
    if (row.sum(Term{y.row(i, r)}) < 1e30f) row.each(Half{y.row(i, r)});
  }
};
struct Forget {
  GENOPROP_HD void operator()(Index, Index, float) const { may_throw(Part::column); }
};

struct LoudLayer : Dense<LoudTanh> {
  template <class L, class T>
  void forward(L& lane, Genes<const T> g, const Flow<T>& flow) const {
    Dense::forward(lane, g, flow);
    const Block<T> y = flow.y[0];
    lane.for_each(y.rows, y.columns, Twice{y});
    lane.for_each_row(y.rows, y.columns, RowOfHalves{y});
    lane.sum_rows(y, Forget{});
  }
};

/// 35 units: whole vectors of every instruction set, and a rest
struct LoudNet {
  static constexpr Index max_layers = 2;
  LoudLayer hidden{{.inputs = 2, .units = 35, .start = Glorot{}(2, 35)}};
  Dense<Identity> last{.inputs = 35, .units = 2, .start = Glorot{}(35, 2)};
  LoudNet() {
    Layout layout;
    place(layout);
  }
  static Index inputs() { return 2; }
  static Index outputs() { return 2; }
  static Index layers() { return 2; }
  void describe(Layout& layout) const { LoudNet(*this).place(layout); }
  template <class F>
  void each(F&& f) const {
    f(hidden, Index{0});
    f(last, Index{1});
  }
  template <class F>
  void each_backward(F&& f) const {
    f(last, hidden, Index{1});
    f(hidden, NoLayer{}, Index{0});
  }

 private:
  void place(Layout& layout) {
    const Index group = layout.add_group(35, true);
    hidden.describe(layout, 0, -1, group);
    last.describe(layout, 1, group, -1);
  }
};

struct LoudSlope {
  Block<const float> y, target;
  LossOut<float> out;
  GENOPROP_HD void operator()(Index i, Index r, Index c) const {
    may_throw(Part::loss);
    const float d = y(i, r, c) - target(i, r, c);
    out.dy(i, r, c) = d;
    if (out.losses) out.losses(i, 0, r) = d * d;
  }
};
struct LoudLoss {
  static constexpr Target target = Target::values;
  static constexpr const char* name = "loud";
  static Index outputs_for(Index columns) { return columns; }
  static void predict(float*, Index) {}
  template <class L>
  void operator()(L& lane, Block<const float> y, Targets<float> t, LossOut<float> out) const {
    lane.for_each(y.rows, y.columns, LoudSlope{y, t.values, out});
  }
};

struct LoudSgd {
  static constexpr Index slots = 1;
  template <class T>
  GENOPROP_HD void operator()(T& w, T g, T*, std::ptrdiff_t, Index) const {
    may_throw(Part::optimizer);
    w -= T(0.01) * g;
  }
};

// --- a user's own policies --------------------------------------------------------------------------------------------

struct LoudSelect {
  Index operator()(const Ranking& ranking, Draw& draw) const {
    may_throw(Part::selection);
    return ranking.slot(draw.below(ranking.size()));
  }
};
struct LoudCross {
  template <class T>
  GENOPROP_HD T operator()(Parents<T> p, GeneSite, Draw& draw) const {
    may_throw(Part::crossover);
    return p[draw.below(2)];
  }
};
struct LoudMutate {
  template <class T>
  GENOPROP_HD T operator()(T value, GeneSite, Draw&) const {
    may_throw(Part::mutation);
    return value * T(0.5);
  }
};
struct LoudSurgery {
  using surgery = void;
  template <class L, class P>
  void operate(L& lane, P& patient, Draw&) const {
    may_throw(Part::surgery);
    patient.redraw(lane, 0, 0, 0);
  }
};
struct LoudReplace {
  Fate operator()(Index slot, const Ranking&, const Clock&) const {
    may_throw(Part::replacement);
    return slot > 0 ? breed_here : keep_mine;
  }
};

Splits<float> values() {
  const auto rows = teacher({.inputs = 2, .units = 3, .rows = 30, .seed = 1});
  xt::xtensor<float, 2> targets = xt::zeros<float>({std::size_t{30}, std::size_t{2}});
  for (std::size_t r = 0; r < 30; ++r) targets(r, 0) = targets(r, 1) = rows.targets()(r, 0);
  const Dataset<float> two(rows.x(), targets);
  return {two, two, {}};
}

const Settings settings{.population = 5, .generations = 3, .steps = 3, .batch = 7, .seed = 5};

/// what the run threw, if it was one of mine
template <class Run>
std::string thrown_by(const Run& run) {
  try {
    run.fit(settings, [](const Report&) { may_throw(Part::observer); });
  } catch (const Mine& e) {
    return e.what();
  }
  return "nothing";
}

/// every part throws once, at this place, and every run after that is the one from before
template <class S, class Place>
auto check_all(const S& strategy, const Place& place, std::initializer_list<Part> parts) {
  const Evolution run{Supervised{LoudNet{}, LoudLoss{}, values()}, LoudSgd{}, strategy, place};
  const auto quiet = run.fit(settings);
  for (const Part part : parts) {
    armed = part;
    CHECK(thrown_by(run) == text_of[static_cast<int>(part)]);
    armed = Part::none;
    CHECK(support::bits_equal(run.fit(settings).population().genes, quiet.population().genes));
  }
  return quiet;
}

}  // namespace

TEST_CASE("an exception of a user's own code arrives at fit, and the next run works") {
  const auto rules = genoprop::strategy(LoudSelect{}, LoudCross{}, LoudMutate{}, LoudReplace{});
  const auto all = {Part::element, Part::row,       Part::row_sum,   Part::row_each, Part::column,    Part::product,     Part::slope,
                    Part::loss,    Part::optimizer, Part::crossover, Part::mutation, Part::selection, Part::replacement, Part::observer};
  const auto oracle = check_all(rules, Serial{}, all);
  for (const Index threads : {1, 2})
    CHECK(support::bits_equal(check_all(rules, Threads{.threads = threads}, all).population().genes, oracle.population().genes));
  CHECK(support::bits_equal(check_all(rules, Team{Threads{.threads = 1}, 3}, all).population().genes, oracle.population().genes));
}

TEST_CASE("an exception of surgery arrives at fit, and the next run works") {
  const auto operated = genoprop::strategy(LoudSelect{}, Copy{}, LoudSurgery{}, LoudReplace{});
  const auto parts = {Part::surgery, Part::selection};
  check_all(operated, Serial{}, parts);
  for (const Index threads : {1, 2}) check_all(operated, Threads{.threads = threads}, parts);
  check_all(operated, Team{Threads{.threads = 1}, 3}, parts);
}
