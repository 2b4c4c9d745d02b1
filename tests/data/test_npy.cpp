#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include <genoprop/data/npy.hpp>

#include "support/npy_file.hpp"

namespace gp = genoprop;
using gp::FileError;
using test::file_of;
using test::npy;
using test::TempFolder;

namespace {

xt::xtensor<float, 2> read(const std::string& content) {
  const TempFolder folder;
  return gp::load_npy(file_of(folder, content));
}
std::string refusal(const std::string& content) {
  try {
    read(content);
  } catch (const FileError& e) {
    const std::string what = e.what();
    return what.substr(std::min(what.size(), what.find("a.npy\"") + 6));
  }
  return "it was read";
}

}  // namespace

TEST_CASE("npy: numbers of every type, either order, every version, one to three dimensions") {
  const xt::xtensor<float, 2> expected{{1, 2, 3}, {4, 5, 250}};
  CHECK(read(npy<float>("<f4", "(2, 3)", {1, 2, 3, 4, 5, 250})) == expected);
  CHECK(read(npy<double>("<f8", "(2, 3)", {1, 2, 3, 4, 5, 250}, "False", 2)) == expected);
  CHECK(read(npy<double>("<f8", "(2, 3)", {1, 4, 2, 5, 3, 250}, "True", 3)) == expected);
  CHECK(read(npy<std::uint8_t>("|u1", "(2, 3)", {1, 2, 3, 4, 5, 250})) == expected);
  CHECK(read(npy<std::int16_t>("<i2", "(2, 3)", {1, 2, 3, 4, 5, 250})) == expected);
  CHECK(read(npy<std::int64_t>("<i8", "(2, 3)", {1, 2, 3, 4, 5, 250})) == expected);
  CHECK(read(npy<std::uint32_t>("<u4", "(2, 3, 1)", {1, 2, 3, 4, 5, 250})) == expected);
  CHECK(read(npy<std::int8_t>("|i1", "(2,)", {-1, 1})) == xt::xtensor<float, 2>{{-1}, {1}});
  CHECK(read(npy<std::uint8_t>("|b1", "(1, 2)", {0, 1})) == xt::xtensor<float, 2>{{0, 1}});
}

TEST_CASE("npy: rows with labels or targets") {
  const TempFolder folder;
  const auto x = file_of(folder, npy<float>("<f4", "(3, 2)", {1, 2, 3, 4, 5, 6}), "x.npy");
  const auto labels = gp::load_npy(x, file_of(folder, npy<std::int64_t>("<i8", "(3,)", {0, 2, 1}), "y.npy"));
  CHECK(labels.classes() == 3);
  CHECK(labels.labels() == xt::xtensor<std::int32_t, 1>{0, 2, 1});
  CHECK(labels.row(2)[1] == 6);
  const auto targets = gp::load_npy<double>(x, file_of(folder, npy<double>("<f8", "(3, 1)", {0.5, 1, 2}), "t.npy"));
  CHECK(targets.targets() == xt::xtensor<double, 2>{{0.5}, {1}, {2}});
  CHECK_THROWS_AS(gp::load_npy(x, file_of(folder, npy<float>("<f4", "(2,)", {1, 2}), "two.npy")), FileError);
  CHECK_THROWS_AS(gp::load_npy(x, file_of(folder, npy<std::int32_t>("<i4", "(3, 2)", {0, 1, 0, 1, 0, 1}), "wide.npy")), FileError);
  CHECK_THROWS_AS(gp::load_npy(x, file_of(folder, npy<std::int32_t>("<i4", "(3,)", {0, -1, 0}), "neg.npy")), gp::DataError);
}

TEST_CASE("npy: refusals") {
  CHECK(refusal("") == " ends in its header, expected an .npy file");
  CHECK(refusal("not an array") == " does not start with \\x93NUMPY, expected an .npy file");
  CHECK(refusal(npy<float>("<f4", "(2, 3)", {1, 2, 3, 4, 5})) == " ends after 5 numbers, expected 6");
  CHECK(refusal(npy<float>("<f4", "(2, 2)", {1, 2, 3, 4, 5})) == " goes on after the 4 numbers that its header promises");
  CHECK(refusal(npy<float>(">f4", "(1,)", {1})).find(" has numbers of type >f4, expected <f4, <f8") == 0);
  CHECK(refusal(npy<float>("<f2", "(1,)", {1})).find(" has numbers of type <f2") == 0);
  CHECK(refusal(npy<float>("<c8", "(1,)", {1})).find(" has numbers of type <c8") == 0);
  CHECK(refusal(npy<float>("<i3", "(1,)", {1})).find(" has numbers of type <i3") == 0);
  CHECK(refusal(npy<float>("<U10", "(1,)", {1})).find(" has numbers of type <U10, expected such as <f4") == 0);
  CHECK(refusal(npy<float>("<f4", "()", {1})) == " holds one number, expected at least one dimension");
  CHECK(refusal(npy<float>("<f4", "(0, 3)", {})) == " has size 0 in dimension 0, expected at least 1");
  CHECK(refusal(npy<float>("<f4", "(-1,)", {})).find(" has a shape that holds '-'") == 0);
  CHECK(refusal(npy<float>("<f4", "(99999999999999999999999,)", {1})).find(" promises more than") == 0);
  CHECK(refusal(npy<float>("<f4", "(100000, 100000)", {1})) == " promises more than 2147483648 numbers");
  CHECK(refusal(npy<float>("<f4", "(1000000, 2000)", {1})).find(" promises 2000000000 numbers and has ") == 0);
  CHECK(refusal(npy<float>("<f4", "(1, 1, 1)", {1}, "True")) == " is of 3 dimensions in Fortran order, expected at most 2");
  CHECK(refusal(npy<float>("<f4", "(1,)", {1}, "Maybe")) == " does not say its order, expected an .npy file");
  CHECK(refusal(npy<float>("<f4", "(1,)", {1}, "False", 4)) == " is of version 4, expected 1 to 3");
  CHECK_THROWS_AS(gp::load_npy("/nowhere.npy"), FileError);
}

TEST_CASE("npy: cut anywhere, one byte changed anywhere: refused, or an array") {
  const std::string whole = npy<float>("<f4", "(2, 3)", {1, 2, 3, 4, 5, 6});
  const TempFolder folder;
  for (std::size_t n = 0; n < whole.size(); ++n) {
    CHECK_THROWS_AS(gp::load_npy(file_of(folder, whole.substr(0, n))), FileError);
    for (const char flip : {'\x01', '\x10', '\xff'}) {
      std::string changed = whole;
      changed[n] = static_cast<char>(changed[n] ^ flip);
      try {
        const auto read = gp::load_npy(file_of(folder, changed));
        CHECK(read.size() <= 12);  // as halves of what was written
      } catch (const FileError&) {}
    }
  }
}
