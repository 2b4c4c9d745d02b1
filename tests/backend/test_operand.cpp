#include <genoprop/backend/operand.hpp>

#include <doctest/doctest.h>

#include <vector>

using namespace genoprop;

TEST_CASE("operand: a block as it lies, or with rows and columns exchanged") {
  std::vector<float> memory(2 * 12);  // two individuals of 2 x 3 with a pitch of 4, 12 apart
  for (std::size_t k = 0; k < memory.size(); ++k) memory[k] = static_cast<float>(k);
  const Block<float> block{memory.data(), 12, 4, 2, 3};
  const auto plain = operand(block);
  const auto turned = operand(flipped(block));
  static_assert(!decltype(operand(block))::flip && decltype(operand(flipped(block)))::flip);
  static_assert(std::is_same_v<decltype(operand(Block<const float>(block)))::Scalar, float>);
  CHECK(plain.rows() == 2);
  CHECK(plain.columns() == 3);
  CHECK(turned.rows() == 3);
  CHECK(turned.columns() == 2);
  for (Index i = 0; i < 2; ++i)
    for (Index r = 0; r < 2; ++r)
      for (Index c = 0; c < 3; ++c) {
        CHECK(plain.at(i, r, c) == static_cast<float>(12 * i + 4 * r + c));
        CHECK(turned.at(i, c, r) == plain.at(i, r, c));
      }
}
