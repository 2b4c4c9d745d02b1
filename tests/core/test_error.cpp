// Refusals: their kind, their text, and silence where all is well.

#include <genoprop/core/error.hpp>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <doctest/doctest.h>

namespace genoprop {
namespace {

template <class E, class F>
std::string message(F f) {
  try {
    f();
  } catch (const E& e) {
    return e.what();
  }
  return "nothing was thrown";
}

TEST_CASE("every refusal is an Error, and none is another") {
  static_assert(std::is_base_of_v<std::runtime_error, Error>);
  static_assert(std::is_base_of_v<Error, ShapeError> && std::is_base_of_v<Error, DataError>);
  static_assert(std::is_base_of_v<Error, FileError> && std::is_base_of_v<Error, SettingsError>);
  static_assert(!std::is_base_of_v<ShapeError, DataError> && !std::is_base_of_v<FileError, SettingsError>);
  CHECK_THROWS_AS(throw FileError("x"), Error);
}

TEST_CASE("require: throws its kind with the parts side by side, or does nothing") {
  CHECK_NOTHROW(require<SettingsError>(true, "unused"));
  CHECK(message<SettingsError>([] { require<SettingsError>(false, "fit: population is ", 0, ", expected at least ", 1); }) ==
        "fit: population is 0, expected at least 1");
  CHECK_THROWS_AS(require<DataError>(false, "x"), DataError);
}

TEST_CASE("require_equal: what came and what was expected, both as numbers") {
  CHECK(message<ShapeError>([] { require_equal("Evolution: dataset features", 785, 784); }) ==
        "Evolution: dataset features is 785, expected 784");
  CHECK_NOTHROW(require_equal("x", 784, 784));
}

TEST_CASE("require_equal: compares numbers, whatever their types") {
  const std::vector<int> three(3);
  CHECK_NOTHROW(require_equal("rows", three.size(), 3));
  CHECK(message<ShapeError>([] { require_equal("rows", std::uint32_t{0xFFFFFFFFu}, -1); }) == "rows is 4294967295, expected -1");
  CHECK_NOTHROW(require_equal("name", std::string("a"), "a"));
}

TEST_CASE("text: anything a stream can write") { CHECK(text("a", 1, std::string("b"), 0.5) == "a1b0.5"); }

}  // namespace
}  // namespace genoprop
