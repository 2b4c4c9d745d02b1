#include <genoprop/nn/embedding.hpp>

#include <doctest/doctest.h>

#include <vector>

#include "support/pass.hpp"
#include "support/seeds.hpp"

#include <genoprop/nn/sequential.hpp>

using namespace genoprop;
using namespace genoprop::support;

TEST_CASE("embedding: by hand: the other columns, then the row of the table; no category is zeros") {
  Pass pass(sequential(input(3), embedding(1, 2, 2)), MeanSquaredError{},
            Examples<double>{.rows = 4, .x = {5, 0, 6, 7, 1, 8, 9, 2, 10, 11, 0.5, 12}, .values = std::vector<double>(16)});
  const std::vector<double> table{1, 2, 3, 4};
  CHECK(pass.outputs(table) == std::vector<double>{5, 6, 1, 2, 7, 8, 3, 4, 9, 10, 0, 0, 11, 12, 0, 0});
  CHECK(pass.gradient(table) == std::vector<double>{1.0 / 8, 2.0 / 8, 3.0 / 8, 4.0 / 8});  // 2 y / 16
}

TEST_CASE("embedding: gradients against central differences, of one column and of two, each row drawn") {
  for_seeds(15, [](Draw& draw) {
    Examples<double> rows{.rows = 6, .x = normals(draw, 24), .values = normals(draw, 12)};
    for (std::size_t r = 0; r < 6; ++r) {
      rows.x[4 * r + 1] = draw.below(3);
      rows.x[4 * r + 3] = draw.below(4);
    }
    const auto check = [&](auto net) {
      Pass pass(net, MeanSquaredError{}, rows);
      CHECK(gradient_error(pass, normals(draw, static_cast<std::size_t>(pass.genes()), 0.7)) < 1e-8);
    };
    check(sequential(input(4), embedding(1, 3, 2), dense(5), tanh(), dense(2)));
    check(sequential(input(4), embedding(3, 4, 5), embedding(1, 3, 2), dense(5), tanh(), dense(2)));
  });
}

TEST_CASE("embedding: float is near double") {
  for_seeds(15, [](Draw& draw) {
    Examples<double> rows{.rows = 6, .x = normals(draw, 18), .values = normals(draw, 12)};
    for (std::size_t r = 0; r < 6; ++r) rows.x[3 * r + 1] = draw.below(4);  // of three categories
    CHECK(float_is_near_double(sequential(input(3), embedding(1, 3, 5), dense(9), tanh(), dense(2)), MeanSquaredError{}, rows, draw, 1e-5));
  });
}

TEST_CASE("embedding: columns and sizes that are not there are refused") {
  CHECK_THROWS_WITH_AS(sequential(input(3), embedding(3, 2, 2), dense(1)), "embedding: column is 3, expected 0 to 2", ShapeError);
  CHECK_THROWS_AS(sequential(input(3), embedding(-1, 2, 2), dense(1)), ShapeError);
  CHECK_THROWS_WITH_AS(sequential(input(3), embedding(0, 2, std::numeric_limits<Index>::max()), dense(1)),
                       "embedding: size is 2147483647 beside 2 other columns, expected at most 2147483644", ShapeError);
  CHECK_THROWS_WITH_AS(sequential(input(3), embedding(0, 0, 2), dense(1)), "embedding: 0 categories of size 2, expected at least 1 each",
                       ShapeError);
  CHECK_THROWS_WITH_AS(sequential(input(2), embedding(0, 2, 2), embedding(2, 2, 2), dense(1)),
                       "embedding: column 2 is one of numbers that were embedded before", ShapeError);
}
