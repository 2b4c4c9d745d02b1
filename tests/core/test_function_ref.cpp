#include <genoprop/core/function_ref.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>

using namespace genoprop;

namespace {
int twice(FunctionRef<int(int)> f) { return f(f(3)); }
void call(FunctionRef<void(std::unique_ptr<int>)> f) { f(std::make_unique<int>(7)); }
}  // namespace

TEST_CASE("function reference: refers to what it was made from, changes it, and takes what cannot be copied") {
  int calls = 0;
  auto counts = [&calls](int x) { return x + ++calls; };
  CHECK(twice(counts) == 3 + 1 + 2);
  CHECK(calls == 2);

  struct Grows {
    int size = 0;
    int operator()(int x) { return x * ++size; }
  } grows;
  CHECK(twice(grows) == 3 * 1 * 2);
  CHECK(grows.size == 2);  // the object itself, no copy
  const auto constant = [](int x) { return -x; };
  CHECK(twice(constant) == 3);

  int seen = 0;
  call([&](std::unique_ptr<int> p) { seen = *p; });
  CHECK(seen == 7);
}

TEST_CASE("function reference: an argument is passed on as it came") {
  std::string word = "a";
  const FunctionRef<void(std::string&)> append = [](std::string& s) { s += "b"; };
  append(word);
  const auto copy = append;  // of the reference
  copy(word);
  CHECK(word == "abb");
}

TEST_CASE("function reference: exceptions pass through") {
  CHECK_THROWS_AS(twice([](int) -> int { throw 1; }), int);
}
