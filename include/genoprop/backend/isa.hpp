#pragma once
// The instruction sets that a lane may carry, and which of them this CPU has. Code that depends on one is a template on it, never
// an #if in common text: a header-only library is compiled many times into one program, with different flags, and the linker
// keeps one copy.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <genoprop/backend/vectors.hpp>
#include <genoprop/core/error.hpp>

namespace genoprop {

/// Whatever the compiler was told; no product of its own.
struct Plain {
  static constexpr int bytes = 0;
  template <class Verb>
  GENOPROP_HOT static void run(const Verb& verb) {
    verb();
  }
};

/// Which of them a crew uses.
enum class Isa : std::uint8_t { avx512, avx2, neon, blas };

inline std::string_view name_of(Isa isa) {
  return isa == Isa::avx512 ? "avx512" : isa == Isa::avx2 ? "avx2" : isa == Isa::neon ? "neon" : "blas";
}

/// what this CPU has, best first
inline bool has_isa(Isa isa) {
#if defined(__x86_64__)
  if (isa == Isa::avx512) return Avx512::here();
  if (isa == Isa::avx2) return Avx2::here();
#elif defined(__aarch64__)
  if (isa == Isa::neon) return Neon::here();
#endif
  return isa == Isa::blas;
}

/// The best that this CPU has, or what GENOPROP_ISA=avx512|avx2|neon|blas names.
inline Isa isa_here() {
  const char* named = std::getenv("GENOPROP_ISA");
  for (const Isa isa : {Isa::avx512, Isa::avx2, Isa::neon, Isa::blas}) {
    if (named ? named != name_of(isa) : !has_isa(isa)) continue;
    require<SettingsError>(has_isa(isa), "GENOPROP_ISA is ", named ? named : "", ", which this CPU does not have");
    return isa;
  }
  throw SettingsError(text("GENOPROP_ISA is ", named ? named : "", ", expected avx512, avx2, neon or blas"));
}

}  // namespace genoprop
