#pragma once
// A child and what a mutation makes of it, on any backend: all that a worker keeps for it.

#include <memory>
#include <vector>

#include <genoprop/engine/breed.hpp>
#include <genoprop/train/sgd.hpp>

namespace genoprop::support {

template <class Problem, class Backend>
class ChildOn {
 public:
  using T = typename Problem::Scalar;
  using Crew = std::remove_cvref_t<decltype(*std::declval<const Backend&>().open())>;
  using Placed = decltype(placed(std::declval<const Problem&>(), std::declval<Crew&>(), Sampling{}));

  ChildOn(const Problem& problem, const Backend& backend)
      : problem_(problem), crew_(backend.open()), placed_(placed(problem_, *crew_, Sampling{})) {
    anatomy_.layout = problem_.layout();
    anatomy_.genes = anatomy_.layout.genes();
    anatomy_.slots = 1;
    const auto pitch = static_cast<std::size_t>(anatomy_.pitch());
    std::vector<Index> unit(pitch, -1), layer(pitch, 0);
    for (const Slice& s : anatomy_.layout.slices)
      for (Index r = 0; r < s.rows; ++r)
        for (Index c = 0; c < s.columns; ++c) {
          unit[static_cast<std::size_t>(s.offset + r * s.columns + c)] = unit_of_gene(anatomy_.layout, s, r, c);
          layer[static_cast<std::size_t>(s.offset + r * s.columns + c)] = s.layer;
        }
    unit_ = crew_->template make<Index>(pitch);
    layer_ = crew_->template make<Index>(pitch);
    genes_ = crew_->template make<T>(pitch);
    state_ = crew_->template make<T>(pitch);
    crew_->write(std::span<const Index>(unit), unit_.data());
    crew_->write(std::span<const Index>(layer), layer_.data());
    anatomy_.map = {unit_.data(), layer_.data()};
    crew_->prepare([&](auto& lane) {
      if (lane.id() != 0) return;
      desk_.words = lane.template take<std::uint32_t>(pitch);
      desk_.sizes.square = lane.template take<double>(anatomy_.layout.slices.size());
      desk_.sizes.rms = lane.template take<double>(static_cast<std::size_t>(layers_of(anatomy_.layout)));
      desk_.sizes.gradient = lane.template take<T>(pitch);
      desk_.sizes.sensitivity = lane.template take<double>(pitch);
      Index rows = 1;
      if constexpr (has_probe<Placed>) {
        desk_.probe_a = placed_.take_probe(lane);
        rows = Placed::output_slope(desk_.probe_a).rows;
      }
      if constexpr (requires { placed_.take_output_gradients(lane); }) desk_.slopes = placed_.take_output_gradients(lane);
      desk_.probe = take_probe_memory<T>(lane, anatomy_.layout, rows);
    });
  }

  const Layout& layout() const { return anatomy_.layout; }
  const GeneSizes<T>& sizes() const { return desk_.sizes; }

  /// genes after the mutation
  template <class M>
  std::vector<T> changed(const M& mutate, const std::vector<T>& genes, const Clock& clock, const Birth& birth = {.slot = 3},
                         std::span<const Life> lives = {}) {
    crew_->write(std::span<const T>(genes), genes_.data());
    with_lane([&](auto& lane) {
      mutate_row(lane, placed_, desk_, anatomy_, mutate, clock, birth, lives, GenomeRow<T>{genes_.data(), state_.data()});
    });
    std::vector<T> after(genes.size());
    crew_->read(genes_.data(), std::span<T>(after));
    return after;
  }
  template <class F>
  void with_lane(F f) {
    const Span one{0, 1};
    crew_->run(std::span<const Span>(&one, 1), [&](auto& lane, Span) { f(lane); });
  }

 private:
  template <class U>
  using Memory = std::remove_cvref_t<decltype(std::declval<Crew&>().template make<U>(std::size_t{}))>;

  const Problem& problem_;
  decltype(std::declval<const Backend&>().open()) crew_;
  Placed placed_;
  Anatomy anatomy_{};
  Desk<Placed, Sgd> desk_{};
  Memory<Index> unit_, layer_;
  Memory<T> genes_, state_;
};

}  // namespace genoprop::support
