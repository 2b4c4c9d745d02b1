#include <genoprop/engine/provenance.hpp>

#include <doctest/doctest.h>

#include <genoprop/backend/serial.hpp>
#include <genoprop/evolve/hyper/evolve.hpp>
#include <genoprop/evolve/hyper/together.hpp>
#include <genoprop/evolve/presets.hpp>
#include <genoprop/train/sgd.hpp>

using namespace genoprop;

namespace {
std::string value_of(const Provenance& p, const std::string& name) {
  for (const Fact& fact : p.facts)
    if (fact.name == name) return fact.value;
  return "none";
}
}  // namespace

TEST_CASE("provenance: every part of the strategy, the optimizer, the place and the CPU path have a name") {
  const Provenance p = provenance_of(Sgd{.rate = 0.5f}, presets::genetic_bp(), Serial{});
  CHECK(value_of(p, "optimizer").starts_with("Sgd{"));
  CHECK(value_of(p, "optimizer").find("0.5") != std::string::npos);
  CHECK(value_of(p, "select").starts_with("Roulette{"));
  CHECK(value_of(p, "cross") == "OnePoint");
  CHECK(value_of(p, "mutate").starts_with("Gaussian{"));
  CHECK(value_of(p, "replace").starts_with("Elitist{"));
  CHECK(value_of(p, "pool") == "now");
  CHECK(value_of(p, "state") == "reset");
  CHECK(value_of(p, "hyper") == "FirstParent");
  CHECK(value_of(p, "demes") == "Panmictic");
  CHECK(value_of(p, "batching") == "OneBatch");
  CHECK(value_of(p, "leader average") == "0");
  CHECK(value_of(p, "place").starts_with("Serial"));
  CHECK(value_of(p, "CPU path") == name_of(isa_here()));
  CHECK(p.numbers.empty());
}

TEST_CASE("provenance: names of the numbers that evolve") {
  const auto rate = Evolve{&Sgd::rate, {.low = 1e-4, .high = 1}};
  const auto momentum = Evolve{&Sgd::momentum, {.low = 0, .high = 0.99}};
  CHECK(provenance_of(Sgd{}, presets::pbt(rate), Serial{}).numbers == std::vector<std::string>{"rate"});
  CHECK(provenance_of(Sgd{}, presets::pbt(Together{rate, momentum}), Serial{}).numbers == std::vector<std::string>{"rate", "momentum"});
  CHECK(provenance_of(Sgd{}, presets::pbt(Evolve{&Sgd::rate, {.low = 2, .high = 3}}), Serial{}).numbers == std::vector<std::string>{""});
}
