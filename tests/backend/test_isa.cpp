#include <genoprop/backend/isa.hpp>

#include <cstdlib>
#include <optional>
#include <string>

#include <doctest/doctest.h>

using namespace genoprop;

namespace {

/// GENOPROP_ISA for the length of a test
class Environment {
 public:
  explicit Environment(const char* value) {
    if (const char* old = std::getenv("GENOPROP_ISA")) old_ = old;
    if (value)
      ::setenv("GENOPROP_ISA", value, 1);
    else
      ::unsetenv("GENOPROP_ISA");
  }
  ~Environment() {
    if (old_)
      ::setenv("GENOPROP_ISA", old_->c_str(), 1);
    else
      ::unsetenv("GENOPROP_ISA");
  }

 private:
  std::optional<std::string> old_;
};

}  // namespace

TEST_CASE("isa: left alone, it is the best that the CPU has") {
  const Environment none(nullptr);
  const Isa isa = isa_here();
  CHECK(has_isa(isa));
  if (has_isa(Isa::avx2)) CHECK(isa != Isa::blas);
  if (has_isa(Isa::avx512)) CHECK(isa == Isa::avx512);
  CHECK(has_isa(Isa::blas));
}

TEST_CASE("isa: GENOPROP_ISA names it") {
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::neon, Isa::blas}) {
    const Environment named(std::string(name_of(isa)).c_str());
    if (has_isa(isa))
      CHECK(isa_here() == isa);
    else
      CHECK_THROWS_WITH_AS(isa_here(), doctest::Contains(std::string(name_of(isa)).c_str()), SettingsError);
  }
}

TEST_CASE("isa: a name that is none is refused, and said") {
  for (const char* name : {"sse2", "AVX512", "avx", "avx5122", " "}) {
    const Environment named(name);
    CHECK_THROWS_WITH_AS(isa_here(), doctest::Contains(name), SettingsError);
    CHECK_THROWS_WITH_AS(isa_here(), doctest::Contains("avx512, avx2, neon or blas"), SettingsError);
  }
}

TEST_CASE("isa: a set that the CPU has is told by its own flags") {
#if defined(__x86_64__)
  if (has_isa(Isa::avx512)) CHECK(has_isa(Isa::avx2));
  CHECK(has_isa(Isa::avx2) == Avx2::here());
  CHECK(has_isa(Isa::avx512) == Avx512::here());
  if (has_isa(Isa::avx2)) CHECK((__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")));
#else
  CHECK_FALSE(has_isa(Isa::avx2));
#endif
#if defined(__aarch64__)
  CHECK(has_isa(Isa::neon));
#else
  CHECK_FALSE(has_isa(Isa::neon));
#endif
}
