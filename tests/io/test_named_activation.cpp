#include <genoprop/io/named_activation.hpp>

#include <doctest/doctest.h>

#include <set>
#include <type_traits>

using namespace genoprop;

TEST_CASE("named activation: every kind has a name of its own, and the activation of that name; numbers come along") {
  CHECK(std::set<std::string_view>(NamedActivation::names.begin(), NamedActivation::names.end()).size() == NamedActivation::names.size());
  for (std::size_t k = 0; k < NamedActivation::names.size(); ++k) {
    const NamedActivation named{static_cast<NamedActivation::Kind>(k), 0.25f};
    CAPTURE(named.name());
    int calls = 0;
    named.with([&](const auto& act) {
      ++calls;
      const NamedActivation again = NameOfActivation<std::remove_cvref_t<decltype(act)>>::get(act);
      CHECK(again.kind == named.kind);
      CHECK(again.number == (named.has_number() ? 0.25f : 0.0f));
    });
    CHECK(calls == 1);
  }
}

TEST_CASE("named activation: the names that files have, which later versions must read") {
  const auto name = [](auto act) { return NameOfActivation<decltype(act)>::get(act).name(); };
  CHECK(name(identity()) == "identity");
  CHECK(name(relu()) == "relu");
  CHECK(name(tanh()) == "tanh");
  CHECK(name(leaky_relu()) == "leaky_relu");
  CHECK(name(sigmoid()) == "sigmoid");
  CHECK(name(softplus()) == "softplus");
  CHECK(name(elu()) == "elu");
  CHECK(name(silu()) == "silu");
  CHECK(name(gelu()) == "gelu");
  CHECK(name(gelu_exact()) == "gelu_exact");
}
