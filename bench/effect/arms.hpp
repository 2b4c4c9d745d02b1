#pragma once
// The arms: strategies as values.

#include <span>
#include <string>
#include <vector>

#include "policies.hpp"

namespace effect {

struct Arm {
  /// which of the three types of strategy
  enum class Kind : std::uint8_t { aligned, unaligned, seed };

  std::string name;  ///< on the command line
  std::string what;  ///< in the report
  Kind kind = Kind::aligned;
  bool alone = false;            ///< one network instead of P: with all steps, or with S where those of a worker are equal
  bool every_minibatch = false;  ///< the one network takes P mini-batches a step
  std::vector<float> rates{1};   ///< factors of the learning rate; the one of the best validation loss counts
  AnySelection select{};
  AnyReplacement replace{};
  AnyRate rate{};
  AnyRedraw redraw{};
  gp::Gaussian noise{};
  gp::Pool pool = gp::Pool::best_so_far;
  gp::State state = gp::State::reset;
  float leader_average = 0;
};

/// all of them, in the order of the report
const std::vector<Arm>& all_arms();
const Arm& arm_named(const std::string& name);
/// what a run without options compares
std::vector<std::string> usual_arms();
/// every arm that the comparison needs (design section 9): baselines, published methods, R1, R2
std::vector<std::string> compared_arms();

/// An arm that is a strategy of the library with aligned crossover and screened redraw.
template <class Replace>
Arm arm_of(std::string name, std::string what,
           const gp::Strategy<gp::Tournament, gp::Aligned<gp::UnitWise>, gp::ScreenedRedraw, Replace>& s) {
  return {.name = std::move(name),
          .what = std::move(what),
          .select = {.rule = s.select},
          .replace = {.rule = s.replace},
          .redraw = {.screened = s.mutate},
          .pool = s.pool,
          .state = s.state,
          .leader_average = s.leader_average};
}

}  // namespace effect
