#include <genoprop/io/described_features.hpp>

#include <doctest/doctest.h>

#include <genoprop/io/features_json.hpp>

using namespace genoprop;

namespace {

Column numbers(const char* name, std::vector<double> values) { return {.name = name, .numbers = std::move(values)}; }
Column words(std::vector<std::int32_t> codes, std::vector<std::string> names) {
  return {.name = "kind", .codes = std::move(codes), .words = std::move(names), .text = true};
}

}  // namespace

TEST_CASE("described features: none unless they are given") {
  const DescribedFeatures none;
  CHECK(none.inputs == 0);
  CHECK(none.outputs == 0);
  CHECK_FALSE(none.two_classes);
  CHECK(none.json.empty());
}

TEST_CASE("described features: sizes of the network that suits, whether one output says the class, and the text of the file") {
  const Features two = Features::of(Table({numbers("a", {1, 2, 3}), words({0, 1, 0}, {"no", "yes"})}, "kind"), {});
  const DescribedFeatures d = two;  // as save(model, path, {.features = two}) takes them
  CHECK(d.inputs == 1);
  CHECK(d.outputs == two.outputs());
  CHECK(d.two_classes);
  CHECK(d.json == io_detail::to_json(two).dump());
  const DescribedFeatures three = Features::of(Table({numbers("a", {1, 2, 3}), words({0, 1, 2}, {"no", "so", "yes"})}, "kind"), {});
  CHECK_FALSE(three.two_classes);
  CHECK(three.outputs == 3);
  const DescribedFeatures values = Features::of(Table({words({0, 1, 0}, {"no", "yes"}), numbers("price", {1, 2, 3})}, "price"), {});
  CHECK_FALSE(values.two_classes);  // two words among the inputs are no classes
  CHECK(values.inputs == 2);
  CHECK(values.outputs == 1);
}

TEST_CASE("described features: a name that is no UTF-8 is refused before a file is touched") {
  const Features f = Features::of(Table({numbers("a\xff", {1, 2}), numbers("price", {1, 2})}, "price"), {});
  CHECK_THROWS_WITH_AS(DescribedFeatures{f}, "save: a name of a column, category or class is not UTF-8, expected UTF-8", DataError);
}
